"""Datasets in the API."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.consequences import FreezesMixin
from agreements.api.incident import IncidentMixin
from agreements.models import Asset
from agreements.policy import require, visible
from catalog.models import Dataset, DatasetVersion
from catalog.services import add_dataset, add_dataset_version
from organizations.requests import ApiRequest


class DatasetVersionSerializer(serializers.ModelSerializer[DatasetVersion]):
    """A version: counts and columns, no row."""

    number = serializers.IntegerField(source="version.number")
    sha256 = serializers.CharField(source="version.digest")
    created_at = serializers.DateTimeField(source="version.created_at")

    class Meta:
        model = DatasetVersion
        fields = [
            "number", "sha256", "rows", "columns", "text_column", "label_column", "classes", "changes", "created_at",
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

    versions = DatasetVersionSerializer(many=True)

    class Meta(DatasetSerializer.Meta):
        fields = [*DatasetSerializer.Meta.fields, "citation", "versions"]
        read_only_fields = fields


class AddSerializer(serializers.Serializer[Any]):
    """A new dataset: its file, the two columns to learn from, and what people read about it."""

    name = serializers.CharField(max_length=200)
    file = serializers.FileField(help_text="CSV or TSV in UTF-8, the first line naming the columns.")
    text_column = serializers.CharField(source="text", max_length=200, help_text="The column that a model reads.")
    label_column = serializers.CharField(
        source="label", max_length=200, help_text="The column that a model learns to predict."
    )
    description = serializers.CharField(required=False, default="")
    field = serializers.CharField(required=False, default="", max_length=200)
    licence = serializers.CharField(required=False, default="", max_length=100)
    citation = serializers.CharField(required=False, default="")
    openness = serializers.ChoiceField(Asset.Openness.choices, required=False, default=Asset.Openness.CLOSED)


class AddVersionSerializer(serializers.Serializer[Any]):
    """The next version of a dataset: its file, what is different, and other columns to learn from if they changed."""

    file = serializers.FileField(help_text="CSV or TSV in UTF-8, the first line naming the columns.")
    changes = serializers.CharField(max_length=2000, help_text="What was added, corrected or left out.")
    text_column = serializers.CharField(source="text", max_length=200, required=False, default="")
    label_column = serializers.CharField(source="label", max_length=200, required=False, default="")


class DatasetViewSet(FreezesMixin, IncidentMixin, ListModelMixin, RetrieveModelMixin, GenericViewSet[Dataset]):
    """Datasets that the actor may know of. Their rows are not here."""

    request: ApiRequest
    lookup_field = "asset__slug"
    lookup_url_kwarg = "slug"
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> Any:
        """The same datasets as on the page."""
        return visible(self.request.actor, Dataset.objects.told(), "discover")

    def get_serializer_class(self) -> type[DatasetSerializer]:
        """The list is short, the one is whole."""
        return DatasetSerializer if self.action == "list" else DatasetDetailSerializer

    @extend_schema(request=AddSerializer, responses={201: DatasetDetailSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Bring in a dataset for the organization acted for."""
        asked = AddSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        added = add_dataset(**asked.validated_data, by=request.actor)
        dataset = Dataset.objects.told().get(pk=added.pk)
        place = {"Location": reverse("api:dataset-detail", args=[dataset.asset.slug])}
        return Response(DatasetDetailSerializer(dataset).data, status=status.HTTP_201_CREATED, headers=place)

    @extend_schema(request=AddVersionSerializer, responses={201: DatasetVersionSerializer})
    @action(detail=True, methods=["post"], url_path="versions")
    def versions(self, request: ApiRequest, slug: str) -> Response:
        """Bring in the next version; those before stay as they are."""
        dataset = self.get_object()
        require(request.actor, "add_version", dataset.asset)
        asked = AddVersionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = add_dataset_version(dataset, **asked.validated_data, by=request.actor)
        return Response(DatasetVersionSerializer(version).data, status=status.HTTP_201_CREATED)
