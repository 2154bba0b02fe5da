"""Models in the API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from agreements.api.consequences import FreezesMixin
from agreements.api.incident import IncidentMixin
from agreements.policy import visible
from organizations.requests import ApiRequest
from registry.arrivals_api import AddModelSerializer, ArrivalSerializer, begun
from registry.finding import ModelFindForm
from registry.models import File, Model, ModelVersion


class FileSerializer(serializers.ModelSerializer[File]):
    """A file by its path and digest."""

    sha256 = serializers.CharField(source="blob.sha256")
    size = serializers.IntegerField(source="blob.size")

    class Meta:
        model = File
        fields = ["name", "sha256", "size"]
        read_only_fields = fields


class ModelVersionSerializer(serializers.ModelSerializer[ModelVersion]):
    """A version with the manifest of its files."""

    number = serializers.IntegerField(source="version.number")
    sha256 = serializers.CharField(source="version.digest")
    created_at = serializers.DateTimeField(source="version.created_at")
    files = FileSerializer(many=True)

    class Meta:
        model = ModelVersion
        fields = ["number", "sha256", "stage", "parameters", "created_at", "files"]
        read_only_fields = fields


class ModelSerializer(serializers.ModelSerializer[Model]):
    """What a list says of a model."""

    slug = serializers.SlugField(source="asset.slug")
    name = serializers.CharField(source="asset.name")
    owner = serializers.SlugField(source="asset.owner.slug")
    openness = serializers.CharField(source="asset.openness")
    derived = serializers.BooleanField(source="asset.derived")
    version = serializers.IntegerField(source="latest_number")
    parameters = serializers.IntegerField(source="latest_parameters")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Model
        fields = [
            "slug", "name", "owner", "openness", "derived", "description", "field", "task", "licence",
            "languages", "architecture", "version", "parameters", "page",
        ]  # fmt: skip
        read_only_fields = fields


class ModelDetailSerializer(ModelSerializer):
    """A model with its versions."""

    versions = ModelVersionSerializer(many=True)

    class Meta(ModelSerializer.Meta):
        fields = [*ModelSerializer.Meta.fields, "versions"]
        read_only_fields = fields


FOUND_BY = [OpenApiParameter(name) for name in ("q", *ModelFindForm.titles, "size", "may", "project")]


@extend_schema_view(list=extend_schema(parameters=FOUND_BY))
class ModelViewSet(FreezesMixin, IncidentMixin, ReadOnlyModelViewSet[Model]):
    """Models that the actor may know of. Their weights are not here."""

    request: ApiRequest
    lookup_field = "asset__slug"
    lookup_url_kwarg = "slug"
    parser_classes = [MultiPartParser, JSONParser]

    def get_queryset(self) -> Any:
        """The same models as on the page, found by the same words and choices."""
        if self.action == "list":
            find = ModelFindForm(self.request.query_params, self.request.actor)
            if find.errors:  # to leave out what narrows would answer another question
                raise serializers.ValidationError({name: [*words] for name, words in find.errors.items()})
            return find.fitting()
        return visible(self.request.actor, Model.objects.told(), "discover")

    def get_serializer_class(self) -> type[ModelSerializer]:
        """The list is short, the one is whole."""
        return ModelSerializer if self.action == "list" else ModelDetailSerializer

    @extend_schema(request=AddModelSerializer, responses={202: ArrivalSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Bring an archive that is to be a model of the organization acted for; a worker unpacks and looks through it.

        The answer says where it stands (`Location`).
        """
        return begun(request.data, request)
