"""Comments, reviews and exports of a report in the API."""

from typing import Any
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.services.talking import LONGEST
from organizations.requests import ApiRequest
from reports.documents import digest_of
from reports.exports import export_report
from reports.models import Comment, Part, Review
from reports.services import comment_on_report, review_report
from reports.talk import standing_of, threads_of
from reports.talk_views import answered
from reports.views import find_reported


class ReportCommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment or an answer."""

    author = serializers.CharField(source="author.name")
    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Comment
        fields = ["uid", "part", "author", "organization", "text", "written_at"]
        read_only_fields = fields


class ReportThreadSerializer(serializers.Serializer[Any]):
    """A thread about a part of the report."""

    first = ReportCommentSerializer()
    replies = ReportCommentSerializer(many=True)


class SayOfReportSerializer(serializers.Serializer[Any]):
    """A comment: on a part of the report, or in answer to another."""

    text = serializers.CharField(max_length=LONGEST)
    part = serializers.ChoiceField(Part.choices, required=False, allow_blank=True, default="")
    answers = serializers.UUIDField(required=False, allow_null=True, default=None)


class ReportReviewSerializer(serializers.ModelSerializer[Review]):
    """What a party has said of the report."""

    organization = serializers.SlugField(source="organization.slug")
    reviewer = serializers.CharField(source="reviewer.name")

    class Meta:
        model = Review
        fields = ["organization", "reviewer", "verdict", "words", "sha256", "reviewed_at"]
        read_only_fields = fields


class StandingSerializer(serializers.Serializer[Any]):
    """Where the sign-off stands."""

    sha256 = serializers.CharField(help_text="Of the report as it is: what a review names.")
    is_final = serializers.BooleanField(help_text="Every party of the project has signed it off.")
    missing = serializers.ListField(child=serializers.SlugField())
    reviews = ReportReviewSerializer(many=True)


class ReviewReportSerializer(serializers.Serializer[Any]):
    """A sign-off, or what has to change first."""

    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    verdict = serializers.ChoiceField(Review.Verdict.choices)
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ReportCommentsView(APIView):
    """The talk about a report."""

    @extend_schema(responses=ReportThreadSerializer(many=True))
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """The threads, in the order of the report's parts."""
        threads = threads_of(find_reported(request.actor, uid), by=request.actor)
        return Response(ReportThreadSerializer(threads, many=True).data)

    @extend_schema(request=SayOfReportSerializer, responses={201: ReportCommentSerializer})
    def post(self, request: ApiRequest, uid: UUID) -> Response:
        """Begin a thread, or answer in one."""
        job, asked = find_reported(request.actor, uid), SayOfReportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        first = answered(job, said["answers"], by=request.actor) if said["answers"] else None
        comment = comment_on_report(job, said["text"], part=said["part"], answers=first, by=request.actor)
        return Response(ReportCommentSerializer(comment).data, status=HTTP_201_CREATED)


class ReportReviewView(APIView):
    """The parties' reviews of a report."""

    @extend_schema(responses=StandingSerializer)
    def get(self, request: ApiRequest, uid: UUID) -> Response:
        """Who has signed it off, who is missing, and the digest that a review names."""
        job = find_reported(request.actor, uid)
        standing = standing_of(job)
        told = {
            "sha256": digest_of(job),
            "is_final": standing.is_final,
            "missing": [each.slug for each in standing.missing],
            "reviews": standing.reviews,
        }
        return Response(StandingSerializer(told).data)

    @extend_schema(request=ReviewReportSerializer, responses={201: ReportReviewSerializer})
    def post(self, request: ApiRequest, uid: UUID) -> Response:
        """Sign it off for your organization, or say what has to change first. No token may."""
        job, asked = find_reported(request.actor, uid), ReviewReportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        review = review_report(job, **asked.validated_data, by=request.actor)
        return Response(ReportReviewSerializer(review).data, status=HTTP_201_CREATED)


class ReportFileView(APIView):
    """The report to take along; `form` comes with the address."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, uid: UUID, form: str) -> FileResponse:
        """JSON with what was signed, CSV of the figures, one HTML file, or PDF."""
        site = request.build_absolute_uri("/").rstrip("/")
        return export_report(find_reported(request.actor, uid), form, by=request.actor, site=site)
