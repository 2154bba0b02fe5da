"""Notices as one reader may read them now: what a notice is about is named only while they may know of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from agreements.models import AccessRequest
from agreements.pages.places import READ_WITH, address_of
from agreements.policy import visible
from notifications.kinds import Kind, kind_of, sentence
from notifications.models import Notice
from organizations.actor import Actor


class Told(NamedTuple):
    """A notice in words; `url` is empty, and `thing` None, where the reader may no longer know of what it is about."""

    notice: Notice
    kind: Kind
    sentence: str
    reason: str
    url: str
    thing: Any = None


def told_all(notices: Sequence[Notice], reader: Actor) -> list[Told]:
    """Each of them, in one query for each sort of thing."""
    known = _known(notices, reader)
    return [_told(notice, known.get((notice.object_type, notice.object_id))) for notice in notices]


def _told(notice: Notice, thing: Any) -> Told:
    kind = kind_of(notice.kind)
    if thing is None:
        return Told(notice, kind, _("What this was about you may no longer see."), "", "")
    words = sentence(notice.kind, notice.verb, _name_of(thing), notice.params)
    url = kind.leads_to(thing, notice.params) if kind.leads_to else address_of(thing)
    return Told(notice, kind, words, notice.params.get("reason", ""), url, thing)


def _name_of(thing: Any) -> str:
    return str(thing.asset if isinstance(thing, AccessRequest) else thing)


def _known(notices: Iterable[Notice], reader: Actor) -> dict[tuple[str, int], Any]:
    """What the notices are about, as far as the reader may know of it, by type and id."""
    ids = defaultdict(set)
    for notice in notices:
        ids[notice.object_type].add(notice.object_id)
    known: dict[tuple[str, int], Any] = {}
    for label, wanted in ids.items():
        model = apps.get_model(label)
        rows = model._default_manager.filter(pk__in=wanted).select_related(*READ_WITH.get(label, ()))
        known |= {(label, thing.pk): thing for thing in visible(reader, rows, "discover")}
    return known
