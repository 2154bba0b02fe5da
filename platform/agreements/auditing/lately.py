"""The newest events about one thing, for its page."""

from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from agreements.auditing.reading import Told, told_all
from agreements.policy import visible
from audit.models import Event
from audit.querysets import Span
from organizations.actor import Actor

NEWEST = 5


class Happened(NamedTuple):
    """The newest events, and where all of them are."""

    told: list[Told]
    url: str


def happened_to(thing: UUID, reader: Actor) -> Happened:
    """What concerned an agreement, asset or project lately, as far as the reader may see it."""
    events = visible(reader, Event.objects.about(thing, Span()), "discover")[:NEWEST]
    return Happened(told_all(list(events), reader), f"{reverse('agreements:audit')}?{urlencode({'about': thing})}")
