"""Calendar feeds: a secret address each, made anew or withdrawn by its person, and known by its digest."""

import hashlib
import secrets

from django.db import transaction

from audit.services import record
from collaborations.meetings.models import CalendarFeed
from organizations.actor import Actor
from organizations.gate import require


def renew_feed(by: Actor) -> str:
    """A new secret for the person acting for their organization; an earlier one ends. It is kept nowhere.

    Raises:
        NotAllowed: the person acts for no organization.
    """
    yes = require(by, "manage_tokens", by.organization)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        feed, _made = CalendarFeed.objects.update_or_create(
            user=by.user, organization=by.organization, defaults={"digest": _digest(secret)}
        )
        record(by, "calendar_feed.renewed", feed, decision=yes)
    return secret


@transaction.atomic
def withdraw_feed(by: Actor) -> None:
    """Let the address of the person acting for their organization lead nowhere."""
    for feed in CalendarFeed.objects.filter(user=by.user.pk, organization=by.organization):
        record(by, "calendar_feed.withdrawn", feed)
        feed.delete()


def reader_behind(secret: str) -> Actor | None:
    """Who reads at this address, while they act for the organization still."""
    feed = CalendarFeed.objects.select_related("user", "organization").filter(digest=_digest(secret)).first()
    if feed is None or not feed.user.is_active:
        return None
    reader = Actor.of(feed.user, feed.organization)
    return reader if reader.roles else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
