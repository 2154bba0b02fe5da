"""The API's doors: a bearer token acts for its organization, a session for the one chosen on the pages."""

from typing import Any, cast

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from organizations.actor import Actor
from organizations.models import Organization, Token
from organizations.requests import ActingRequest
from organizations.services import find_token

KEYWORD = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer entente_…`."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """The token's person and the token; None without a bearer token, so that the next door is tried."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD:
            return None
        token = token_behind(words[1].decode("ascii", "replace") if len(words) == 2 else "")
        act(cast(ActingRequest, request._request), token.user, token.organization, scopes=frozenset(token.scopes))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="entente"'


def token_behind(secret: str) -> Token:
    """The token that opens the door. Raises AuthenticationFailed where none does."""
    token = find_token(secret)
    if token is None or not token.user.is_active:
        raise AuthenticationFailed(_("This token is unknown, has expired or was revoked."))
    return token


def act(
    request: ActingRequest, user: Any, organization: Organization | None, *, scopes: frozenset[str] | None = None
) -> Actor:
    """Let the request act for `organization`: services get `request.actor`, `has_perm` finds it on the person."""
    actor = Actor.of(user, organization, scopes=scopes)
    user.acting_for, user.acting_scopes = actor.organization, scopes
    request.actor = actor
    return actor
