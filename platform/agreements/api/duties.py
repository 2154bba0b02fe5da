"""Duties and compliance reviews in the API: reading them. What takes evidence happens on the pages, signed in."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from agreements.models import ComplianceReview, Duty, Finding
from agreements.policy import visible
from agreements.services.duties import sha256_of
from organizations.requests import ApiRequest


class DutySerializer(serializers.ModelSerializer[Duty]):
    """A duty: who owes what until when, and the certificate when it is fulfilled."""

    agreement = serializers.SlugField(source="agreement.slug")
    organization = serializers.SlugField(source="organization.slug")
    asset = serializers.UUIDField(source="asset.uid", allow_null=True, default=None)
    state = serializers.CharField(source="stands")
    begins_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    certificate_sha256 = serializers.SerializerMethodField()

    class Meta:
        model = Duty
        fields = [
            "uid", "agreement", "organization", "kind", "asset", "state", "days", "begins_at", "due_at",
            "fulfilled_at", "note", "certificate", "certificate_sha256",
        ]  # fmt: skip
        read_only_fields = fields

    def get_certificate_sha256(self, duty: Duty) -> str | None:
        """The digest that the audit keeps."""
        return sha256_of(duty) if duty.certificate else None


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


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """Something to be mended, and how far it is."""

    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Finding
        fields = ["uid", "organization", "says", "due_on", "mended", "mended_at", "closed_at"]
        read_only_fields = fields


class ComplianceReviewSerializer(serializers.ModelSerializer[ComplianceReview]):
    """A review with its evidence, answers and findings."""

    agreement = serializers.SlugField(source="agreement.slug")
    opened_for = serializers.SlugField(source="opened_for.slug")
    evidence = serializers.ListField(child=serializers.DictField())
    answers = serializers.DictField()
    findings = FindingSerializer(many=True)

    class Meta:
        model = ComplianceReview
        fields = [
            "uid", "agreement", "since", "due_at", "opened_at", "opened_for", "concluded_at", "evidence", "answers",
            "findings",
        ]  # fmt: skip
        read_only_fields = fields


class ComplianceReviewViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[ComplianceReview]):
    """Compliance reviews of the agreements that the actor may see."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = ComplianceReview.objects.none()
    serializer_class = ComplianceReviewSerializer

    def get_queryset(self) -> QuerySet[ComplianceReview]:
        """As on the pages."""
        rows: QuerySet[ComplianceReview, Any] = ComplianceReview.objects.select_related("agreement", "opened_for")
        return visible(self.request.actor, rows.prefetch_related("findings__organization"), "discover")
