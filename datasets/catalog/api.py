"""Datasets in the API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.consequences import FreezesMixin
from agreements.api.incident import IncidentMixin
from agreements.models import Asset
from agreements.policy import kept_back, require, visible
from catalog.forms.finding import FACETS, CatalogueForm
from catalog.ingestions_api import IngestionSerializer
from catalog.models import Dataset, DatasetVersion, Upload
from catalog.services.ingestions import about_new, begin_ingestion
from catalog.services.uploads import received
from catalog.sight import known_to, sight_of
from organizations.actor import Actor
from organizations.requests import ApiRequest


class DatasetVersionSerializer(serializers.ModelSerializer[DatasetVersion]):
    """A version: counts and columns, no row; no `classes` while it is kept to its owner, to anybody else."""

    number = serializers.IntegerField(source="version.number")
    sha256 = serializers.CharField(source="version.digest")
    created_at = serializers.DateTimeField(source="version.created_at")

    class Meta:
        model = DatasetVersion
        fields = [
            "number", "sha256", "rows", "shape", "columns", "text_column", "label_column", "classes", "split",
            "changes", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class DatasetSerializer(serializers.ModelSerializer[Dataset]):
    """What a list says of a dataset."""

    slug = serializers.SlugField(source="asset.slug")
    name = serializers.CharField(source="asset.name")
    owner = serializers.SlugField(source="asset.owner.slug")
    openness = serializers.CharField(source="asset.openness")
    version = serializers.IntegerField(source="latest_number")
    rows = serializers.IntegerField(source="latest_rows")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Dataset
        fields = ["slug", "name", "owner", "openness", "description", "field", "licence", "version", "rows", "page"]
        read_only_fields = fields


class DatasetDetailSerializer(DatasetSerializer):
    """A dataset with its versions."""

    versions = serializers.SerializerMethodField()

    class Meta(DatasetSerializer.Meta):
        fields = [*DatasetSerializer.Meta.fields, "citation", "versions"]
        read_only_fields = fields

    @extend_schema_field(DatasetVersionSerializer(many=True))
    def get_versions(self, dataset: Dataset) -> Any:
        """The newest first; names of classes stand in rows, and are left out where those are kept back or masked."""
        versions = list(dataset.versions())
        numbers = [each.version.number for each in versions]
        actor = self.context["request"].actor
        held, yes = kept_back(actor, dataset.asset, numbers), known_to(actor, dataset.asset)
        for each in versions:
            if each.version.number in held or sight_of(each, yes).hides(each.label_column):
                each.classes = {}
        return DatasetVersionSerializer(versions, many=True).data


class BringSerializer(serializers.Serializer[Any]):
    """A file, and where they are known the two columns to learn from: then nothing waits for a confirmation."""

    file = serializers.FileField(required=False, allow_empty_file=True, help_text="Any format of docs/datasets.md.")
    upload = serializers.UUIDField(required=False, help_text="Instead of `file`: an upload that has come by tus.")
    text_column = serializers.CharField(
        source="text", max_length=200, required=False, help_text="The column that a model reads."
    )
    label_column = serializers.CharField(
        source="label", max_length=200, required=False, help_text="The column that a model learns to predict."
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        """One file, and both columns or none."""
        if ("file" in asked) == ("upload" in asked):
            raise serializers.ValidationError({"file": "Send a file, or name an upload."})
        if ("text" in asked) != ("label" in asked):
            raise serializers.ValidationError({"label_column": "Name both columns, or none to confirm them later."})
        return asked


class AddSerializer(BringSerializer):
    """A new dataset: its file, and what people read about it."""

    name = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, default="")
    field = serializers.CharField(required=False, default="", max_length=200)
    licence = serializers.CharField(required=False, default="", max_length=100)
    citation = serializers.CharField(required=False, default="")
    openness = serializers.ChoiceField(Asset.Openness.choices, required=False, default=Asset.Openness.CLOSED)


class AddVersionSerializer(BringSerializer):
    """The next version of a dataset: its file, and what is different; its columns are the last one's unless named."""

    changes = serializers.CharField(max_length=2000, help_text="What was added, corrected or left out.")


FOUND_BY = [OpenApiParameter(name) for name in ("q", *FACETS)]


@extend_schema_view(list=extend_schema(parameters=FOUND_BY))
class DatasetViewSet(FreezesMixin, IncidentMixin, ListModelMixin, RetrieveModelMixin, GenericViewSet[Dataset]):
    """Datasets that the actor may know of. Their rows are not here."""

    request: ApiRequest
    lookup_field = "asset__slug"
    lookup_url_kwarg = "slug"
    parser_classes = [MultiPartParser, JSONParser]

    def get_queryset(self) -> Any:
        """The same datasets as on the page, found by the same words and facets."""
        if self.action == "list":
            return CatalogueForm(self.request.query_params).fitting(self.request.actor)
        return visible(self.request.actor, Dataset.objects.told(), "discover")

    def get_serializer_class(self) -> type[DatasetSerializer]:
        """The list is short, the one is whole."""
        return DatasetSerializer if self.action == "list" else DatasetDetailSerializer

    @extend_schema(request=AddSerializer, responses={202: IngestionSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Bring a file that is to be a dataset of the organization acted for; it is read by a worker.

        The answer says where its ingestion stands (`Location`). Without columns it waits there to be confirmed.
        """
        asked = AddSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return _begun(asked.validated_data, about_new(asked.validated_data), by=request.actor)

    @extend_schema(request=AddVersionSerializer, responses={202: IngestionSerializer})
    @action(detail=True, methods=["post"], url_path="versions")
    def versions(self, request: ApiRequest, slug: str) -> Response:
        """Bring in the next version; those before stay as they are."""
        dataset = self.get_object()
        require(request.actor, "add_version", dataset.asset)
        asked = AddVersionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        last = dataset.latest
        if last.classifies_texts and "text" not in told:
            told |= {"text": last.text_column, "label": last.label_column}
        return _begun(told, {"changes": told["changes"]}, dataset, by=request.actor)


def _begun(told: dict[str, Any], about: dict[str, str], dataset: Dataset | None = None, *, by: Actor) -> Response:
    """The file on its way in."""
    upload = received(told["file"], by=by) if "file" in told else None
    if upload is None:
        upload = Upload.objects.begun_by(by).filter(uid=told["upload"]).first()
    if upload is None:
        raise serializers.ValidationError({"upload": "There is no such upload of yours."})
    roles: dict[str, str] = {role: told[role] for role in ("text", "label") if role in told}
    draft = begin_ingestion(upload, about=about, dataset=dataset, roles=roles, by=by)
    place = {"Location": reverse("api:ingestion-detail", args=[draft.uid])}
    return Response(IngestionSerializer(draft).data, status=status.HTTP_202_ACCEPTED, headers=place)
