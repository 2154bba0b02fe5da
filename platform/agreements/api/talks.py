"""Negotiation in the API: versions with their redline, comments, and the deeds by which parties come to terms."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED
from rest_framework.views import APIView

from agreements.api.agreements import AgreementDetailSerializer
from agreements.models import Agreement, Comment, TermsVersion
from agreements.pages.conditions import conditions_of
from agreements.pages.talks import opened, threads
from agreements.pages.texts import changes_since
from agreements.policy import visible
from agreements.services import negotiation
from agreements.services.talking import LONGEST, answer_comment, comment_on, note_reading, resolve_comment
from organizations.requests import ApiRequest


class ReplySerializer(serializers.ModelSerializer[Comment]):
    """An answer in a thread."""

    author = serializers.CharField(source="author.name")
    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Comment
        fields = ["uid", "author", "organization", "text", "written_at"]


class ThreadSerializer(ReplySerializer):
    """A thread about a version or one of its clauses."""

    replies = serializers.SerializerMethodField()

    class Meta(ReplySerializer.Meta):
        fields = [*ReplySerializer.Meta.fields, "clause", "audience", "resolved_at", "replies"]

    @extend_schema(responses=ReplySerializer(many=True))
    def get_replies(self, comment: Comment) -> Any:
        """What was answered, in the order of time."""
        return ReplySerializer(comment.replies.all(), many=True).data


class SaySerializer(serializers.Serializer[Any]):
    """A comment to begin a thread with."""

    text = serializers.CharField(max_length=LONGEST)
    clause = serializers.IntegerField(min_value=1, max_value=1000, required=False, allow_null=True)
    for_reviewers = serializers.BooleanField(default=False)


class AnswerSerializer(serializers.Serializer[Any]):
    """An answer."""

    text = serializers.CharField(max_length=LONGEST)


class NegotiationSerializer(serializers.Serializer[Any]):
    """Why, for the deeds that the others have to understand."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class VersionView(APIView):
    """One version: its texts, what it changed, its conditions, and who of the parties has opened it."""

    @extend_schema(responses=dict)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Read a version. That you opened it is kept, as on the pages."""
        version = _version(request, slug, number)
        note_reading(version, by=request.actor)
        before = visible(request.actor, TermsVersion.objects.filter(number=number - 1), "discover")
        changes = changes_since(before.filter(agreement=version.agreement).first(), version)
        parties = list(version.agreement.parties.select_related("organization"))
        return Response(
            {
                "number": version.number,
                "sha256": version.sha256,
                "proposed_by": str(version.proposed_by),
                "proposed_for": version.proposed_for.slug,
                "created_at": version.created_at,
                "terms": version.terms,
                "text_en": version.text_en,
                "text_zh": version.text_zh,
                "changes": [
                    {
                        "kind": change.kind,
                        "clause": change.number,
                        "title": change.title,
                        "pieces": [piece._asdict() for piece in change.pieces],
                    }
                    for change in changes
                ],
                "conditions": [told.condition.text for told in conditions_of(version)],
                "opened": [
                    {"organization": party.organization.slug, "person": str(reading.user), "at": reading.opened_at}
                    for party in opened(version, parties, request.actor)
                    for reading in party.readings
                ],
            }
        )


class CommentsView(APIView):
    """The threads about the current version, clause by clause."""

    @extend_schema(responses=ThreadSerializer(many=True))
    def get(self, request: ApiRequest, slug: str) -> Response:
        """Read what you may of it."""
        said = threads(_current(request, slug), request.actor)
        return Response(_with_replies([thread.first for thread in said]))

    @extend_schema(request=SaySerializer, responses={201: ThreadSerializer})
    def post(self, request: ApiRequest, slug: str) -> Response:
        """Begin a thread."""
        asked = SaySerializer(data=request.data)
        version = _current(request, slug)
        asked.is_valid(raise_exception=True)
        comment = comment_on(version, by=request.actor, **asked.validated_data)
        return Response(ThreadSerializer(comment).data, status=HTTP_201_CREATED)


class AnswerView(APIView):
    """An answer in a thread."""

    @extend_schema(request=AnswerSerializer, responses={201: ReplySerializer})
    def post(self, request: ApiRequest, uid: str) -> Response:
        """Answer; what was resolved is open again."""
        thread = _thread(request, uid)
        asked = AnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        reply = answer_comment(thread, asked.validated_data["text"], by=request.actor)
        return Response(ReplySerializer(reply).data, status=HTTP_201_CREATED)


class ResolveView(APIView):
    """The end of a thread."""

    @extend_schema(request=None, responses=ThreadSerializer)
    def post(self, request: ApiRequest, uid: str) -> Response:
        """Say that nothing is left to talk about."""
        return Response(_with_replies([resolve_comment(_thread(request, uid), by=request.actor)])[0])


# The deeds beside drafting and proposing (drafting_api.py), and whether the others read a reason.
DEEDS: Mapping[str, tuple[Callable[..., Agreement], bool]] = {
    "agree": (negotiation.agree, False),
    "request-changes": (negotiation.request_changes, True),
    "decline": (negotiation.decline, True),
    "withdraw": (negotiation.withdraw, True),
    "draft-again": (negotiation.draft_again, False),
}


class NegotiationView(APIView):
    """One of the deeds by which parties come to terms, or part; `deed` comes with the address."""

    @extend_schema(request=NegotiationSerializer, responses=AgreementDetailSerializer)
    def post(self, request: ApiRequest, slug: str, deed: str) -> Response:
        """Do it; a reason is read where the others have to understand it."""
        agreement, (do, has_reason) = _agreement(request, slug), DEEDS[deed]
        asked = NegotiationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        done = do(agreement, by=request.actor, **(asked.validated_data if has_reason else {}))
        done.refresh_from_db()
        return Response(AgreementDetailSerializer(done).data)


def _with_replies(begun: list[Comment]) -> Any:
    """Threads as JSON, the replies of all of them by one question."""
    replies = Comment.objects.select_related("author", "organization").order_by("id")
    prefetch_related_objects(begun, Prefetch("replies", replies))
    return ThreadSerializer(begun, many=True).data


def _agreement(request: ApiRequest, slug: str) -> Agreement:
    seen = visible(request.actor, Agreement.objects.select_related("current_version"), "discover")
    return get_object_or_404(seen, slug=slug)


def _current(request: ApiRequest, slug: str) -> TermsVersion:
    agreement = _agreement(request, slug)
    return get_object_or_404(TermsVersion.objects.select_related("agreement"), current_of=agreement)


def _version(request: ApiRequest, slug: str, number: int) -> TermsVersion:
    versions = TermsVersion.objects.select_related("agreement", "proposed_by", "proposed_for")
    shown = visible(request.actor, versions, "discover")
    return get_object_or_404(shown, agreement=_agreement(request, slug), number=number)


def _thread(request: ApiRequest, uid: str) -> Comment:
    said = visible(request.actor, Comment.objects.select_related("version__agreement"), "discover")
    return get_object_or_404(said, uid=uid)
