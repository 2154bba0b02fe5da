"""The review desk in the API: the queue, what a reviewer sees of an agreement, and the verdict. No token may."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from agreements.api.agreements import AgreementDetailSerializer, AgreementSerializer
from agreements.api.signing import AgreementView
from agreements.checklists import points_for
from agreements.models import Agreement, Condition, Review, StaffComment, State
from agreements.pages.reviewing import comments_of
from agreements.policy import require, visible
from agreements.services.inspection import findings
from agreements.services.review import Wanted, approvals_missing, review, take_review
from agreements.services.talking import LONGEST, comment_for_staff
from agreements.services.versions import current_of
from organizations.requests import ApiRequest


class WaitingSerializer(AgreementSerializer):
    """An agreement in the queue, and since when it waits."""

    since = serializers.DateTimeField(source="state_changed_at")

    class Meta(AgreementSerializer.Meta):
        fields = [*AgreementSerializer.Meta.fields, "since"]


class PointSerializer(serializers.Serializer[Any]):
    """A point of the checklist that a reviewer answers."""

    code = serializers.CharField()
    asks = serializers.CharField()


class InspectedSerializer(serializers.Serializer[Any]):
    """A point that software answers."""

    code = serializers.CharField()
    point = serializers.CharField()
    holds = serializers.BooleanField()
    says = serializers.CharField()


class WantedSerializer(serializers.Serializer[Wanted]):
    """A condition of an approval."""

    text = serializers.CharField(max_length=2000)
    due_on = serializers.DateField(allow_null=True, default=None)
    stops_when_overdue = serializers.BooleanField(default=False)


class VerdictSerializer(serializers.Serializer[Any]):
    """A verdict; `answers` are the points of the checklist by code, and whether each holds."""

    verdict = serializers.ChoiceField(Review.Verdict.choices)
    reason = serializers.CharField(max_length=2000, help_text="The parties read it word for word.")
    answers = serializers.DictField(child=serializers.BooleanField(), default=dict)
    conditions = WantedSerializer(many=True, default=list)


class GivenConditionSerializer(serializers.ModelSerializer[Condition]):
    """A condition as it was given."""

    class Meta:
        model = Condition
        fields = ["number", "text", "due_on", "stops_when_overdue"]


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A verdict that was given."""

    version = serializers.IntegerField(source="version.number")
    reviewer = serializers.CharField(source="reviewer.name")
    conditions = GivenConditionSerializer(many=True)

    class Meta:
        model = Review
        fields = ["version", "reviewer", "verdict", "reason", "reviewed_at", "conditions"]


class DeskCommentSerializer(serializers.Serializer[Any]):
    """A comment for the reviewers; those for staff only are read by no party."""

    author = serializers.CharField(source="comment.author.name")
    version = serializers.IntegerField(source="comment.version.number")
    text = serializers.CharField(source="comment.text")
    at = serializers.DateTimeField()
    for_staff = serializers.BooleanField()


class DeskSerializer(serializers.Serializer[Any]):
    """All that a reviewer decides by, beside the agreement itself."""

    approvals_missing = serializers.IntegerField(help_text="Two people approve sensitive data.")
    points = PointSerializer(many=True)
    found = InspectedSerializer(many=True)
    verdicts = ReviewSerializer(many=True)
    comments = DeskCommentSerializer(many=True)


class StaffCommentSerializer(serializers.ModelSerializer[StaffComment]):
    """A word for the other reviewers."""

    author = serializers.CharField(source="author.name", read_only=True)
    text = serializers.CharField(max_length=LONGEST)

    class Meta:
        model = StaffComment
        fields = ["uid", "author", "text", "written_at"]
        read_only_fields = ["uid", "written_at"]


class QueueView(ListAPIView[Agreement]):
    """What waits for the platform's reviewers."""

    request: ApiRequest
    serializer_class = WaitingSerializer
    queryset = Agreement.objects.none()

    def get_queryset(self) -> QuerySet[Agreement]:
        """The oldest first; nothing, for who is no reviewer. Parties are promised an answer within a week."""
        rows = Agreement.objects.select_related("current_version", "amends").prefetch_related("parties__organization")
        waiting = rows.filter(state__in=[State.AGREED, State.IN_REVIEW]).order_by("state_changed_at", "id")
        return visible(self.request.actor, waiting, "discover") if self.request.actor.is_reviewer else rows.none()


class ReviewView(AgreementView):
    """An agreement as a reviewer decides on it."""

    @extend_schema(responses=DeskSerializer)
    def get(self, request: ApiRequest, slug: str) -> Response:
        """The checklist, what software found, earlier verdicts, and what was said to reviewers and among them."""
        agreement = self.found(request, slug)
        require(request.actor, "see_comments_of_staff", agreement)
        given = Review.objects.filter(version__agreement=agreement).select_related("version", "reviewer")
        desk = {
            "approvals_missing": approvals_missing(agreement, current_of(agreement)),
            "points": points_for(agreement),
            "found": findings(agreement),
            "verdicts": given.prefetch_related("conditions"),
            "comments": comments_of(agreement, request.actor),
        }
        return Response(DeskSerializer(desk).data)

    @extend_schema(request=VerdictSerializer, responses={201: AgreementDetailSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Decide. An approval needs the whole checklist answered; sensitive data waits for the second reviewer."""
        agreement = self.found(request, slug)
        require(request.actor, "review", agreement)
        asked = VerdictSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        wanted = [Wanted(**one) for one in given.pop("conditions")]
        review(agreement, **given, conditions=wanted, by=request.actor)
        return Response(AgreementDetailSerializer(self.found(request, slug)).data, status=HTTP_201_CREATED)


class TakeReviewView(AgreementView):
    """The beginning of a review."""

    @extend_schema(request=None, responses=AgreementDetailSerializer)
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Take it: the parties see who reads their terms."""
        take_review(self.found(request, slug), by=request.actor)
        return Response(AgreementDetailSerializer(self.found(request, slug)).data)


class StaffCommentsView(AgreementView):
    """What reviewers say among themselves."""

    @extend_schema(request=StaffCommentSerializer, responses={201: StaffCommentSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Leave a word for the other reviewers; no party reads it."""
        agreement = self.found(request, slug)
        require(request.actor, "see_comments_of_staff", agreement)
        asked = StaffCommentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        comment = comment_for_staff(agreement, asked.validated_data["text"], by=request.actor)
        return Response(StaffCommentSerializer(comment).data, status=HTTP_201_CREATED)
