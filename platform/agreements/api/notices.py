"""One's own notices in the API, for the organization that one acts for."""

from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from agreements.noticing.reading import told_all
from agreements.policy import visible
from agreements.services.notices import read_notices
from notifications.kinds import known
from notifications.models import Mail, Notice
from notifications.services import choose_mail, mail_of
from organizations.requests import ApiRequest


class NoticeSerializer(serializers.Serializer[Any]):
    """What one is told; `page` is empty where what it is about may no longer be seen."""

    uid = serializers.UUIDField(source="notice.uid")
    kind = serializers.CharField(source="notice.kind")
    verb = serializers.CharField(source="notice.verb", help_text="The deed, as the audit calls it.")
    sentence = serializers.CharField()
    reason = serializers.CharField()
    page = serializers.CharField(source="url")
    created_at = serializers.DateTimeField(source="notice.created_at")
    read_at = serializers.DateTimeField(source="notice.read_at", allow_null=True)


class MailChoicesSerializer(serializers.Serializer[Any]):
    """When each kind of notice is mailed: `now`, `daily`, or never (empty)."""

    choices = serializers.DictField(child=serializers.ChoiceField(choices=Mail.choices, allow_blank=True))

    def validate_choices(self, choices: dict[str, str]) -> dict[str, str]:
        """Only kinds that there are."""
        if unknown := sorted(set(choices) - {kind.code for kind in known()}):
            raise serializers.ValidationError(_("%(kind)s: no kind of notice.") % {"kind": unknown[0]})
        return choices


class NoticeViewSet(GenericViewSet[Notice]):
    """The unread ones first, then the others, the newest first."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer

    def get_queryset(self) -> QuerySet[Notice]:
        """One's own."""
        rows = visible(self.request.actor, Notice.objects.unread_first(), "discover")
        asked = self.request.query_params
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        return rows.filter(read_at=None) if asked.get("unread") in ("1", "true") else rows

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, description="Of this kind only."),
            OpenApiParameter("unread", OpenApiTypes.BOOL, description="Unread ones only."),
        ],
        responses=NoticeSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """All of them, a page at a time."""
        page = self.paginate_queryset(self.get_queryset())
        told = told_all(list(page or []), self.request.actor)
        return self.get_paginated_response(NoticeSerializer(told, many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def read(self, request: ApiRequest, uid: UUID) -> Response:
        """Mark it as read."""
        read_notices(by=request.actor, uid=self.get_object().uid)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="notices_read_all", request=None, responses={204: None})
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: ApiRequest) -> Response:
        """Mark all as read."""
        read_notices(by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MailView(APIView):
    """When each kind of notice is mailed; in a browser's session, as one's account is no token's business."""

    @extend_schema(responses=MailChoicesSerializer)
    def get(self, request: ApiRequest) -> Response:
        """As it is now."""
        return Response({"choices": mail_of(_in_person(request))})

    @extend_schema(request=MailChoicesSerializer, responses=MailChoicesSerializer)
    def put(self, request: ApiRequest) -> Response:
        """Choose it for some kinds or all."""
        user = _in_person(request)
        asked = MailChoicesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        choose_mail(user, cast("dict[str, str]", asked.validated_data["choices"]))
        return Response({"choices": mail_of(user)})


def _in_person(request: ApiRequest) -> Any:
    if request.actor.scopes is not None:
        raise PermissionDenied(_("What is mailed to you, you choose yourself: sign in, a token can't."))
    return request.user
