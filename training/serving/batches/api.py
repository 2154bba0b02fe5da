"""Batches in the API."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from agreements.models import Undertaking
from agreements.operations import Operation
from agreements.policy import require, visible
from catalog.access import version_at
from organizations.requests import ApiRequest
from registry.models import Model, ModelVersion
from serving.batches.services import begin_batch, cancel_batch
from serving.batches.views import answers_file
from serving.batches.words import notes_of, why_not
from serving.models import Batch


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """A batch, and where it stands: waiting, running, done, gone (its answers were deleted since) or failed."""

    state = serializers.CharField()
    why = serializers.SerializerMethodField(help_text="Why it waits, or came to no end.")
    notes = serializers.SerializerMethodField(help_text="What is to be known of the rows.")
    progress = serializers.IntegerField(source="done", help_text="In per cent, while it runs.")
    model = serializers.SlugField(source="version.version.asset.slug")
    version = serializers.IntegerField(source="version.version.number")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Batch
        fields = [
            "uid", "state", "why", "progress", "model", "version", "name", "columns", "rows", "notes", "page",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_why(self, batch: Batch) -> list[str]:
        """In sentences."""
        return why_not(batch, self.context["request"].actor)

    def get_notes(self, batch: Batch) -> list[str]:
        """In sentences."""
        return notes_of(batch)


class BatchAskSerializer(serializers.Serializer[Any]):
    """A model, its version in production unless another is named, and a `file` of rows or a version of a `dataset`."""

    model = serializers.SlugField()
    version = serializers.IntegerField(required=False)
    project = serializers.SlugField(required=False, help_text="Within which agreements let it be asked.")
    file = serializers.FileField(required=False, help_text="CSV with a header, JSON Lines or Parquet.")
    dataset = serializers.SlugField(required=False)
    dataset_version = serializers.IntegerField(required=False, default=1)
    columns = serializers.JSONField(
        required=False, default=dict, help_text="What a column is called, by the setting of training: {“text”: “note”}."
    )

    def validate_columns(self, columns: Any) -> dict[str, str]:
        """Names by names."""
        if isinstance(columns, dict) and all(isinstance(name, str) for name in columns.values()):
            return columns
        raise serializers.ValidationError(_("Write a JSON object: the column’s name by the setting’s."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of the two."""
        if bool(attrs.get("file")) == bool(attrs.get("dataset")):
            raise serializers.ValidationError(_("Choose a file or a dataset, one of the two."))
        return attrs


class BatchesView(APIView):
    """Asking a model about many rows."""

    parser_classes = [MultiPartParser, JSONParser]

    @extend_schema(request=BatchAskSerializer, responses={201: BatchSerializer})
    def post(self, request: ApiRequest) -> Response:
        """Have a model asked about all rows of a file or a dataset."""
        by = request.actor
        asked = BatchAskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        project = _project(said.get("project", ""), request)
        version = _version(said["model"], said.get("version"), request)
        require(by, Operation.INFER, version.version, project=project)
        rows = said.get("file") or _rows(said, request)
        batch = begin_batch(version, rows, columns=said["columns"], by=by, project=project)
        return Response(BatchSerializer(batch, context={"request": request}).data, status=HTTP_201_CREATED)


class BatchView(APIView):
    """One batch."""

    @extend_schema(responses=BatchSerializer)
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """Where it stands."""
        return Response(BatchSerializer(_find(request, uid), context={"request": request}).data)

    @extend_schema(responses={204: None})
    def delete(self, request: ApiRequest, uid: UUID) -> Response:
        """Want it no more; one that has ended stays."""
        cancel_batch(_find(request, uid), by=request.actor)
        return Response(status=HTTP_204_NO_CONTENT)


class BatchAnswersView(APIView):
    """What was said."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, uid: UUID) -> HttpResponseBase:
        """JSON Lines: an object for each row, whose `row` counts from 0."""
        return answers_file(request, _find(request, uid))


def _find(request: ApiRequest, uid: UUID) -> Batch:
    return get_object_or_404(Batch.objects.asked_by(request.actor), uid=uid)


def _project(slug: str, request: ApiRequest) -> Undertaking | None:
    if not slug:
        return None
    return get_object_or_404(visible(request.actor, Undertaking.objects.all(), "discover"), slug=slug)


def _version(slug: str, number: int | None, request: ApiRequest) -> ModelVersion:
    model: Model = get_object_or_404(visible(request.actor, Model.objects.told(), "discover"), asset__slug=slug)
    versions = model.versions_to_ask()
    if number is not None:
        versions = versions.filter(version__number=number)
    version: ModelVersion = get_object_or_404(versions[:1])
    return version


def _rows(said: dict[str, Any], request: ApiRequest) -> Any:
    return version_at(said["dataset"], said["dataset_version"], by=request.actor)
