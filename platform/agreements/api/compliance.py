"""Compliance reviews and findings in the API: opening, answering, finding, mending, closing.

In a browser's session: no token judges how an agreement was kept.
"""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.viewsets import GenericViewSet

from agreements.keeping.questionnaire import ANSWERS
from agreements.models import Agreement, ComplianceReview, Finding
from agreements.policy import require, visible
from agreements.services.compliance import answer_review, open_review
from agreements.services.compliance_findings import add_finding, close_finding, mend_finding
from organizations.models import Organization
from organizations.requests import ApiRequest


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


class OpenSerializer(serializers.Serializer[Any]):
    """The agreement to review."""

    agreement = serializers.SlugField(max_length=80)


class GivenSerializer(serializers.Serializer[Any]):
    """An answer, and words where it isn't yes."""

    answer = serializers.ChoiceField(choices=list(ANSWERS))
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class AnswersSerializer(serializers.Serializer[Any]):
    """An answer to each question, by its code; the faults of a review that lacks some name them."""

    answers = serializers.DictField(child=GivenSerializer())


class NewFindingSerializer(serializers.Serializer[Any]):
    """What was found, who has to mend it, and until when."""

    organization: "serializers.SlugRelatedField[Organization]" = serializers.SlugRelatedField(
        slug_field="slug", queryset=Organization.objects.verified()
    )
    says = serializers.CharField(max_length=2000)
    due_on = serializers.DateField()


class MendedSerializer(serializers.Serializer[Any]):
    """How a finding was mended."""

    how = serializers.CharField(max_length=2000)


class ComplianceReviewViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[ComplianceReview]):
    """Compliance reviews of the agreements that the actor may see."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = ComplianceReview.objects.none()
    serializer_class = ComplianceReviewSerializer

    def get_queryset(self) -> QuerySet[ComplianceReview]:
        """As on the pages."""
        rows: QuerySet[ComplianceReview, Any] = ComplianceReview.objects.select_related(
            "agreement__current_version", "opened_for"
        )
        return visible(self.request.actor, rows.prefetch_related("findings__organization"), "discover")

    @extend_schema(request=OpenSerializer, responses={201: ComplianceReviewSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Begin a review; the evidence is drawn from the audit now, and kept with it."""
        asked = OpenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        agreements = visible(request.actor, Agreement.objects.select_related("current_version"), "discover")
        review = open_review(get_object_or_404(agreements, slug=asked.validated_data["agreement"]), by=request.actor)
        return self._told(review, HTTP_201_CREATED)

    @extend_schema(request=AnswersSerializer, responses=ComplianceReviewSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: ApiRequest, uid: str) -> Response:
        """Answer for a recipient; with the last one's answers the review is concluded and never changes again."""
        review, asked = self._asked("answer_compliance", AnswersSerializer)
        return self._told(answer_review(review, **asked, by=request.actor))

    @extend_schema(request=NewFindingSerializer, responses={201: FindingSerializer})
    @action(detail=True, methods=["post"])
    def findings(self, request: ApiRequest, uid: str) -> Response:
        """Write down a finding, for a party that provides something."""
        review, asked = self._asked("judge_compliance", NewFindingSerializer)
        finding = add_finding(review, **asked, by=request.actor)
        return Response(FindingSerializer(finding).data, status=HTTP_201_CREATED)

    def _asked(
        self, verb: str, serializer: type[serializers.Serializer[Any]]
    ) -> tuple[ComplianceReview, dict[str, Any]]:
        review, asked = self.get_object(), serializer(data=self.request.data)
        require(self.request.actor, verb, review)
        asked.is_valid(raise_exception=True)
        return review, dict(asked.validated_data)

    def _told(self, review: ComplianceReview, code: int = 200) -> Response:
        return Response(ComplianceReviewSerializer(self.get_queryset().get(pk=review.pk)).data, status=code)


class FindingViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Finding]):
    """Findings of the reviews that the actor may see."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Finding.objects.none()
    serializer_class = FindingSerializer

    def get_queryset(self) -> QuerySet[Finding]:
        """Newest first."""
        rows = Finding.objects.select_related("review__agreement", "organization")
        return visible(self.request.actor, rows, "discover").order_by("-id")

    @extend_schema(request=MendedSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def mend(self, request: ApiRequest, uid: str) -> Response:
        """Say how it was mended, for the organization that had to."""
        finding, asked = self.get_object(), MendedSerializer(data=request.data)
        require(request.actor, "fulfil_duty", finding)
        asked.is_valid(raise_exception=True)
        return Response(FindingSerializer(mend_finding(finding, **asked.validated_data, by=request.actor)).data)

    @extend_schema(request=None, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: ApiRequest, uid: str) -> Response:
        """Accept what was done about it, for a party that provides something."""
        return Response(FindingSerializer(close_finding(self.get_object(), by=request.actor)).data)
