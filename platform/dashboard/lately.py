"""What happened lately: the organization's deeds, or one's own for who may not see the rest."""

from typing import NamedTuple

from agreements.policy import VERBS
from agreements.policy.tables import Side
from agreements.telling import deed_in_words
from audit.models import Event
from organizations.actor import Actor


class Lately(NamedTuple):
    """An event and its deed in words."""

    event: Event
    deed: str


def may_see_audit(actor: Actor) -> bool:
    """Whether the roles of `actor` let them read all that their organization did."""
    return actor.verified and bool(actor.roles & VERBS["organization", "see_audit"].sides[Side.ITSELF])


def lately(actor: Actor, count: int) -> list[Lately]:
    """The newest `count` events that `actor` may read, in one query."""
    if actor.organization is None:
        return []
    events = Event.objects.filter(organization_id=actor.organization.pk)
    if not may_see_audit(actor):
        events = events.filter(actor_user_id=actor.user.pk)
    return [Lately(event, deed_in_words(event.verb)) for event in events[:count]]
