"""One's own sessions, passkeys and tokens in the API. In a browser's session: no token ends or lists them.

A passkey is added in the browser alone: it is the browser that asks the key.
"""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from organizations.models import Token
from organizations.reauthentication import InASession, check_proved_just_now
from organizations.requests import ApiRequest
from organizations.services import end_session, revoke_token


def key_of(row: UserSession | Authenticator) -> str:
    """An address for what has only a counter and a secret: neither can be read from it."""
    return salted_hmac("organizations.account_api", f"{row._meta.label_lower} {row.pk}").hexdigest()[:32]


class SessionSerializer(serializers.Serializer[Any]):
    """Where one is signed in."""

    key = serializers.SerializerMethodField()
    browser = serializers.CharField(source="user_agent")
    address = serializers.CharField(source="ip")
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    is_this = serializers.SerializerMethodField()

    def get_key(self, session: UserSession) -> str:
        """What ends it."""
        return key_of(session)

    def get_is_this(self, session: UserSession) -> bool:
        """Whether it is the one that asks."""
        return bool(session.session_key == self.context["here"])


class PasskeySerializer(serializers.Serializer[Any]):
    """A passkey, or a key that is a second factor only."""

    key = serializers.SerializerMethodField()
    name = serializers.CharField(source="wrap.name")
    signs_in_alone = serializers.BooleanField(source="wrap.is_passwordless", allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)

    def get_key(self, passkey: Authenticator) -> str:
        """What removes it."""
        return key_of(passkey)


class TokenSerializer(serializers.ModelSerializer[Token]):
    """A token: its secret was shown once, and is kept nowhere."""

    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = Token
        fields = [
            "uid", "name", "organization", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at",
            "is_usable",
        ]  # fmt: skip
        read_only_fields = fields


class SessionsView(APIView):
    """Where one is signed in."""

    permission_classes = [InASession]

    @extend_schema(operation_id="account_sessions_list", responses=SessionSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """One's sessions, newest first."""
        return Response(SessionSerializer(_sessions(request), many=True, context={"here": _here(request)}).data)

    @extend_schema(operation_id="account_sessions_end_others", responses={204: None})
    def delete(self, request: ApiRequest) -> Response:
        """Sign out everywhere but here."""
        for session in _sessions(request):
            if session.session_key != _here(request):
                end_session(session, by=request.actor)
        return Response(status=HTTP_204_NO_CONTENT)


class SessionView(APIView):
    """One of one's sessions."""

    permission_classes = [InASession]

    @extend_schema(operation_id="account_sessions_end", responses={204: None})
    def delete(self, request: ApiRequest, session: str) -> Response:
        """Sign out there, from its next request on."""
        found = _found(_sessions(request), session)
        if found.session_key == _here(request):
            raise ValidationError(_("You are asking from this session. Sign out instead."), code="this_session")
        end_session(found, by=request.actor)
        return Response(status=HTTP_204_NO_CONTENT)


class PasskeysView(APIView):
    """One's passkeys."""

    permission_classes = [InASession]

    @extend_schema(operation_id="account_passkeys_list", responses=PasskeySerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        """All of them. One is added in the browser, at /account/2fa/webauthn/add/: the browser asks the key."""
        return Response(PasskeySerializer(_passkeys(request), many=True).data)


class PasskeyView(APIView):
    """One of one's passkeys."""

    permission_classes = [InASession]

    @extend_schema(operation_id="account_passkeys_remove", responses={204: None})
    def delete(self, request: ApiRequest, passkey: str) -> Response:
        """Remove it, for who proved just now who they are; a message goes to one's address."""
        found = _found(_passkeys(request), passkey)
        check_proved_just_now(request)
        remove_authenticator(request._request, found)
        return Response(status=HTTP_204_NO_CONTENT)


class TokenViewSet(ListModelMixin, GenericViewSet[Token]):
    """One's tokens, for whichever organization. They are made on the page, which shows the secret once."""

    request: ApiRequest
    permission_classes = [InASession]
    serializer_class = TokenSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Token.objects.none()

    def get_queryset(self) -> QuerySet[Token]:
        """One's own."""
        return Token.objects.filter(user=self.request.actor.user.pk).select_related("organization")

    @extend_schema(responses={204: None})
    def destroy(self, request: ApiRequest, uid: str) -> Response:
        """End it at once."""
        revoke_token(self.get_object(), by=request.actor)
        return Response(status=HTTP_204_NO_CONTENT)


def _sessions(request: ApiRequest) -> list[UserSession]:
    live = UserSession.objects.purge_and_list(request.user)
    return sorted(live, key=lambda one: one.created_at, reverse=True)


def _here(request: ApiRequest) -> str | None:
    return request._request.session.session_key


def _passkeys(request: ApiRequest) -> list[Authenticator]:
    mine = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    return list(mine.order_by("-created_at"))


def _found(rows: Iterable[Any], key: str) -> Any:
    for row in rows:
        if key_of(row) == key:
            return row
    raise Http404
