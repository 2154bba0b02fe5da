"""Events as one reader may read them: who, what, and why not, naming only what the reader may know."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from agreements.operations import Operation
from agreements.policy import Reason, visible
from agreements.telling import KINDS, REFUSED, deed_in_words
from audit.models import Event
from organizations.actor import Actor

BY_SOMEBODY = frozenset({"sign_in.unknown", "token.rejected"})  # who did it never proved to be anybody
OF_PEOPLE = ("", "accounts.user")  # such events are read by the person and by staff alone


class Told(NamedTuple):
    """An event as one reader may read it: who, the deed in words, the object's name, and what explains it."""

    event: Event
    who: str
    deed: str
    name: str
    refused: bool
    why: list[str]


def told_all(events: Sequence[Event], reader: Actor) -> list[Told]:
    """The events as this reader may read them, at the price of a query for each type of object."""
    known, sentences = _names_known(events, reader), _Sentences(reader)
    return [_told(event, sentences, named=event.pk in known) for event in events]


def _told(event: Event, sentences: "_Sentences", *, named: bool) -> Told:
    why = [sentences.of(stored) for stored in (event.decision or {}).get("reasons", [])]
    if reason := event.data.get("reason"):
        why.append(str(reason))
    nobody = _("Somebody") if event.verb in BY_SOMEBODY else _("Entente itself")
    name = event.object_name if named else str(KINDS.get(event.object_type, ""))
    refused = event.verb.endswith(REFUSED)
    return Told(event, event.actor_name or nobody, deed_in_words(event.verb), name, refused, why)


class _Sentences:
    """Reasons as the reader may know them; one that was given twice is asked for once."""

    def __init__(self, reader: Actor) -> None:
        self._reader = reader
        self._known: dict[str, str] = {}

    def of(self, stored: dict[str, Any]) -> str:
        key = json.dumps(stored, sort_keys=True)
        if key not in self._known:
            self._known[key] = Reason.from_json(stored).sentence(self._reader)
        return self._known[key]


def _names_known(events: Sequence[Event], reader: Actor) -> set[int]:
    """The events whose object the reader may name: their own, their organization's, and what they may discover."""
    ours = reader.organization.pk if reader.organization else None
    of_others = defaultdict(list)
    known = set()
    for event in events:
        own = event.actor_user_id == reader.user.pk or (ours is not None and event.organization_id == ours)
        if own or event.object_type in OF_PEOPLE:
            known.add(event.pk)
        else:
            of_others[event.object_type].append(event)
    for label, some in of_others.items():
        rows = apps.get_model(label)._default_manager.filter(pk__in=[event.object_id for event in some])
        pks = {str(pk) for pk in visible(reader, rows, Operation.DISCOVER).values_list("pk", flat=True)}
        known |= {event.pk for event in some if event.object_id in pks}
    return known
