"""Models in the API."""

from typing import Any

from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet

from agreements.api.consequences import FreezesMixin
from agreements.api.incident import IncidentMixin
from agreements.policy import visible
from organizations.requests import ApiRequest
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
        fields = ["number", "sha256", "parameters", "created_at", "files"]
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
            "slug", "name", "owner", "openness", "derived", "description", "task", "licence", "architecture", "version",
            "parameters", "page",
        ]  # fmt: skip
        read_only_fields = fields


class ModelDetailSerializer(ModelSerializer):
    """A model with its versions."""

    versions = ModelVersionSerializer(many=True)

    class Meta(ModelSerializer.Meta):
        fields = [*ModelSerializer.Meta.fields, "versions"]
        read_only_fields = fields


class ModelViewSet(FreezesMixin, IncidentMixin, ReadOnlyModelViewSet[Model]):
    """Models that the actor may know of. Their weights are not here."""

    request: ApiRequest
    lookup_field = "asset__slug"
    lookup_url_kwarg = "slug"

    def get_queryset(self) -> Any:
        """The same models as on the page."""
        return visible(self.request.actor, Model.objects.told(), "discover")

    def get_serializer_class(self) -> type[ModelSerializer]:
        """The list is short, the one is whole."""
        return ModelSerializer if self.action == "list" else ModelDetailSerializer
