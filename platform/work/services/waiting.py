"""Why a piece of work waits, and until when: nobody should have to guess."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from statistics import median
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from work.durations import roughly
from work.kinds import takes_gpu
from work.models import Item, Worker
from work.services.budgeting import Budgets, budgets_over
from work.services.forecast import Turn, turns
from work.services.lines import free_in, places_in_own_lines, used_by_organization, waiting_for
from work.services.seats import as_one
from work.services.shortages import too_little

MOST_COUNTED = 1000
LAST_ESTIMATES = 101


@dataclass(frozen=True)
class Position:
    """How much is taken before (counted up to MOST_COUNTED), the reason in a sentence, and what else is known."""

    ahead: int
    sentence: str
    more: list[str] = field(default_factory=list)
    starts_at: datetime | None = None

    @property
    def sentences(self) -> list[str]:
        """All that there is to say."""
        return [self.sentence, *self.more]


def position(item: Item) -> Position:
    """Where `item`, which is queued, stands in its line by now."""
    return positions([item])[item.pk]


def positions(items: Iterable[Item]) -> dict[int, Position]:
    """The same for many queued items at the price of one, by primary key."""
    items = list(items)
    if not items:
        return {}
    workers = list(Worker.objects.alive())
    with_workers = {worker.organization_id for worker in workers}
    alike: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        owner = item.organization_id if item.organization_id in with_workers else None
        alike[item.kind, item.gpus, item.memory_gib, tuple(item.sites), owner].append(item)
    errors = {kind: median_error(kind) for kind in {item.kind for item in items}}
    queue = _Queue(workers, used_by_organization(), budgets_over(items), errors)
    return {pk: place for same in alike.values() for pk, place in queue.positions(same)}


def estimate_start(item: Item) -> datetime | None:
    """When `item`, just queued, should start; None where nobody is there to start it."""
    return position(item).starts_at


def median_error(kind: str) -> timedelta | None:
    """By how much the estimates of the work of `kind` that started last were off, in the median; None without any."""
    told = Item.objects.filter(kind=kind, estimated_start_at__isnull=False, started_at__isnull=False).order_by(
        "-started_at"
    )
    errors = told.annotate(error=F("started_at") - F("estimated_start_at")).values_list("error", flat=True)
    seconds = [abs(error.total_seconds()) for error in errors[:LAST_ESTIMATES]]
    return timedelta(seconds=median(seconds)) if seconds else None


@dataclass(frozen=True)
class _Queue:
    """The workers, what each organization used, the budgets, and how wrong estimates were."""

    workers: list[Worker]
    used: dict[int, float]
    budgets: Budgets
    errors: dict[str, timedelta | None]

    def positions(self, items: Sequence[Item]) -> Iterator[tuple[int, Position]]:
        """Of items of one kind that ask the same of a place."""
        kind = items[0].kind
        fitting = [worker for worker in self.workers if worker.fits(items[0])]
        free = free_in(kind, fitting)
        if not fitting and (gang := as_one(self.workers, items[0])):
            fitting, free = [gang[1]], [[*chain(*free_in(kind, gang[0]))]]
        waiting = waiting_for(fitting, kind, self.used)
        own = places_in_own_lines(kind, items, waiting.apart)
        wanted: dict[int, set[int]] = defaultdict(set)
        for item in items:
            if item.pk in own:
                wanted[item.organization_id].add(own[item.pk])
        found = turns(waiting.lines, free, wanted, most=MOST_COUNTED)
        for item in items:
            place = own.get(item.pk)
            turn = None if place is None else found.get((item.organization_id, place), Turn(MOST_COUNTED, None))
            yield item.pk, self._position(item, turn, fitting)

    def _position(self, item: Item, turn: Turn | None, fitting: Sequence[Worker]) -> Position:
        if blocked := self._blocked(item, fitting):
            return Position(turn.ahead if turn else 0, blocked)
        if turn is None:  # it stood in line when it was read
            return Position(0, _("A worker has just taken it."))
        if not turn.ahead:
            return Position(0, _next_in_line(item, turn, fitting), starts_at=_moment(turn))
        more = [words for words in (self._share(item), self._estimate(item, turn)) if words]
        return Position(turn.ahead, _ahead(turn.ahead), more, _moment(turn))

    def _blocked(self, item: Item, fitting: Sequence[Worker]) -> str:
        """Why nobody would take it, even if it were first."""
        if not self.workers:
            return _("No worker is alive. It starts as soon as one is.")
        if not fitting:
            others = any(worker.has_room_for(item) for worker in self.workers)
            return _others_alone() if others else _no_such_worker(item)
        if item.not_before and (rests := (item.not_before - timezone.now()).total_seconds()) > 0:
            return _rests(item, rests)
        shortage = self.budgets.shortage(item)
        return too_little(shortage) if shortage else ""

    def _share(self, item: Item) -> str:
        """What its organization used, against an equal part of what all used who use anything."""
        users = [seconds for seconds in self.used.values() if seconds >= 1]
        if len(users) < 2:
            return ""
        percent = round(100 * self.used.get(item.organization_id, 0) * len(users) / sum(users))
        words = _("*%(organization)s* has used %(percent)d %% of its share of late; who used less is taken first.")
        return words % {"organization": item.organization, "percent": percent}

    def _estimate(self, item: Item, turn: Turn) -> str:
        if turn.starts_in is None:
            return ""
        said = {"time": roughly(turn.starts_in)}
        error = self.errors[item.kind]
        if error is None:
            return _("It should start in about %(time)s.") % said
        said |= {"error": roughly(error.total_seconds())}
        return _("It should start in about %(time)s. Half of the last estimates were off by %(error)s or less.") % said


def _rests(item: Item, seconds: float) -> str:
    said = {"time": roughly(seconds)}
    if item.faults:
        return _("It rests after a fault and is tried again in %(time)s.") % said
    return _("For long so many places were not free together; workers keep them for it again in %(time)s.") % said


def _moment(turn: Turn) -> datetime | None:
    return None if turn.starts_in is None else timezone.now() + timedelta(seconds=turn.starts_in)


def _ahead(ahead: int) -> str:
    if ahead == MOST_COUNTED:
        return _("At least %(count)d jobs are ahead of you.") % {"count": ahead}
    words = ngettext("%(count)d job is ahead of you.", "%(count)d jobs are ahead of you.", ahead)
    return words % {"count": ahead}


def _next_in_line(item: Item, turn: Turn, fitting: Sequence[Worker]) -> str:
    if item.gpus > 1 and max(worker.ready for worker in fitting) < item.gpus:
        if fitting[0].pk is None:  # several as one
            return _over_workers(item)
        words = _(
            "It is next. It takes %(places)d places of one worker together, and starts when as many are free there."
        )
        return words % {"places": item.gpus}
    is_ready = any(worker.ready for worker in fitting) if takes_gpu(item.kind) else turn.starts_in == 0
    if not is_ready:
        return _("It is next. It starts when a worker is free.")
    return _("It is next. It starts within seconds.")


def _over_workers(item: Item) -> str:
    words = _(
        "It is next. It takes %(places)d places of several workers together, and starts when as many are free there."
    )
    return words % {"places": item.gpus}


def _others_alone() -> str:
    return _(
        "Every worker alive that it fits takes the jobs of one organization alone. It starts as soon as another is."
    )


def _no_such_worker(item: Item) -> str:
    if item.gpus > 1:
        return _no_such_places(item)
    said = {"memory": f"{item.memory_gib:g}", "sites": ", ".join(f"*{site}*" for site in item.sites)}
    if not item.sites:
        return _("No worker with %(memory)s GiB is alive. It starts as soon as one is.") % said
    if not item.memory_gib:
        return _("No worker at %(sites)s is alive, and it may run nowhere else. It starts as soon as one is.") % said
    return _("No worker with %(memory)s GiB at %(sites)s is alive. It starts as soon as one is.") % said


def _no_such_places(item: Item) -> str:
    said = {
        "places": item.gpus,
        "memory": f"{item.memory_gib:g}",
        "sites": ", ".join(f"*{site}*" for site in item.sites),
    }
    if item.sites:
        words = _("No worker at %(sites)s with %(places)d places of %(memory)s GiB is alive; it takes them together.")
    else:
        words = _("No worker with %(places)d places of %(memory)s GiB is alive; it takes them together.")
    return words % said
