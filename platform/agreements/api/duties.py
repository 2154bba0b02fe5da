"""Duties in the API: reading them, and fulfilling one with evidence. In a browser's session: no token may."""

from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.evidence import FILE
from agreements.downloads import attachment_of
from agreements.models import Duty
from agreements.policy import require, visible
from agreements.services.duties import fulfil_duty, sha256_of
from organizations.requests import ApiRequest


class DutySerializer(serializers.ModelSerializer[Duty]):
    """A duty: who owes what until when, and the certificate when it is fulfilled."""

    agreement = serializers.SlugField(source="agreement.slug")
    organization = serializers.SlugField(source="organization.slug")
    asset = serializers.UUIDField(source="asset.uid", allow_null=True, default=None)
    versions_before = serializers.IntegerField(
        source="without.number", default=None, help_text="Where rows were withdrawn: only what is of these versions."
    )
    state = serializers.CharField(source="stands")
    begins_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    certificate_sha256 = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()

    class Meta:
        model = Duty
        fields = [
            "uid", "agreement", "organization", "kind", "asset", "versions_before", "state", "days", "begins_at",
            "due_at", "fulfilled_at", "note", "certificate", "certificate_sha256",
            "evidence",
        ]  # fmt: skip
        read_only_fields = fields

    def get_certificate_sha256(self, duty: Duty) -> str | None:
        """The digest that the audit keeps."""
        return sha256_of(duty) if duty.certificate else None

    def get_evidence(self, duty: Duty) -> str | None:
        """Where the file is, if one was added."""
        return reverse("api:duty-evidence", args=[duty.uid]) if duty.evidence_id else None


class FulfilmentSerializer(serializers.Serializer[Any]):
    """How a duty was fulfilled. A file is sent as multipart/form-data, words alone as JSON as well."""

    note = serializers.CharField(max_length=2000, help_text="Where copies were, who deleted them and how.")
    file = serializers.FileField(required=False, help_text="A protocol, say. Up to 20 MB.")


class DutyViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Duty]):
    """Duties of the agreements that the actor may see."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Duty.objects.none()
    serializer_class = DutySerializer

    def get_queryset(self) -> QuerySet[Duty]:
        """As on the page, with their standing at this moment."""
        return visible(self.request.actor, Duty.objects.told(), "discover").order_by("-id")

    @extend_schema(request=FulfilmentSerializer, responses=DutySerializer)
    @action(detail=True, methods=["post"], parser_classes=[JSONParser, MultiPartParser])
    def fulfil(self, request: ApiRequest, uid: str) -> Response:
        """Say that it is done: what the platform keeps of it is deleted, and the certificate names every file."""
        duty, asked = self.get_object(), FulfilmentSerializer(data=request.data)
        require(request.actor, "fulfil_duty", duty)
        asked.is_valid(raise_exception=True)
        fulfil_duty(duty, **asked.validated_data, by=request.actor)
        return Response(DutySerializer(self.get_object()).data)

    @extend_schema(responses=FILE, filters=False)
    @action(detail=True)
    def evidence(self, request: ApiRequest, uid: str) -> StreamingHttpResponse:
        """The file that was added when it was fulfilled, for the parties."""
        rows = visible(request.actor, Duty.objects.exclude(evidence=None).select_related("evidence"), "discover")
        found = get_object_or_404(rows, uid=uid)
        return attachment_of(found.evidence, name=found.evidence_name)
