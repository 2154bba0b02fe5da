"""Why a piece of work waits: nobody should have to guess."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from work.models import Item, Worker

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Position:
    """How many are taken before (counted up to MOST_COUNTED), and the reason in a sentence."""

    ahead: int
    sentence: str


def position(item: Item) -> Position:
    """Where `item`, which is queued, stands in its line by now."""
    return positions([item])[item.pk]


def positions(items: Iterable[Item]) -> dict[int, Position]:
    """The same for many queued items at the price of one, by primary key."""
    items = list(items)
    return {item.pk: place for kind in {i.kind for i in items} for item, place in _places(kind, items)}


def _places(kind: str, items: list[Item]) -> Iterable[tuple[Item, Position]]:
    order = Item.objects.waiting().filter(kind=kind).in_claim_order().values_list("pk", flat=True)[:MOST_COUNTED]
    ahead = {pk: place for place, pk in enumerate(order)}
    ready = list(Worker.objects.alive().values_list("ready", flat=True))
    for item in items:
        if item.kind == kind:
            place = ahead.get(item.pk, MOST_COUNTED)
            yield item, Position(place, _sentence(place, ready))


def _sentence(ahead: int, ready: list[int]) -> str:
    """In words; `ready` has for each worker that is alive how many of its slots could start at once."""
    if not ready:
        return _("No worker is alive. It starts as soon as one is.")
    if ahead == MOST_COUNTED:
        return _("At least %(count)d jobs are ahead of you.") % {"count": ahead}
    if ahead:
        words = ngettext("%(count)d job is ahead of you.", "%(count)d jobs are ahead of you.", ahead)
        return words % {"count": ahead}
    if not sum(ready):
        return _("It is next. It starts when a worker is free.")
    return _("It is next. It starts within seconds.")
