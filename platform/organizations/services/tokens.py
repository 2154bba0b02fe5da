"""Tokens: made once, shown once, known by their digest."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from organizations.actor import Actor
from organizations.gate import require
from organizations.models import Organization, Scope, Token

PREFIX = "entente_"
LONGEST = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=1)


def issue_token(
    user: User, organization: Organization, scopes: Iterable[str], name: str, expires_at: datetime
) -> tuple[Token, str]:
    """A token for `user` acting for `organization`, and its secret, which is shown this once and kept nowhere.

    Raises:
        NotAllowed: the person has no role in the organization.
        ValidationError: no scope or an unknown one, or an end that is past or more than a year away.
    """
    by = Actor.of(user, organization)
    yes = require(by, "manage_tokens", organization)
    asked = sorted(set(scopes))
    if not asked or not set(asked) <= set(Scope.values):
        raise ValidationError({"scopes": _("Choose what the token may be used for.")})
    if not timezone.now() < expires_at <= timezone.now() + LONGEST:
        raise ValidationError({"expires_at": _("Choose an end within the next 366 days.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            user=user, organization=organization, name=name, digest=_digest(secret), scopes=asked, expires_at=expires_at
        )
        record(by, "token.issued", token, decision=yes, scopes=asked, expires_at=expires_at.isoformat())
    return token, secret


def find_token(secret: str) -> Token | None:
    """The usable token behind a secret; that it was used is noted once a minute."""
    if not secret.startswith(PREFIX):
        return None
    token = Token.objects.usable().select_related("user", "organization").filter(digest=_digest(secret)).first()
    if token is None:
        _note_rejection(secret)
    elif token.last_used_at is None or token.last_used_at < timezone.now() - SEEN_EVERY:
        _note_use(token)
    return token


@transaction.atomic
def _note_use(token: Token) -> None:
    """Now; the first time, for the audit as well."""
    is_first = Token.objects.filter(pk=token.pk, last_used_at=None).update(last_used_at=timezone.now())
    if is_first:
        record(Actor(token.user, token.organization), "token.first_used", token)
    else:
        Token.objects.filter(pk=token.pk).update(last_used_at=timezone.now())


def _note_rejection(secret: str) -> None:
    """Somebody shows a token that has ended: its organization will want to know."""
    ended = Token.objects.select_related("organization").filter(digest=_digest(secret)).first()
    if ended:
        record(Actor(AnonymousUser(), ended.organization), "token.rejected", ended)


@transaction.atomic
def revoke_token(token: Token, *, by: Actor) -> None:
    """Make a token useless at once.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    if token.user_id != by.user.pk:
        raise PermissionDenied(_("Only its own person can revoke a token."))
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    record(by, "token.revoked", token)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
