"""The queue as it stands, read for a forecast in a few queries, however much waits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from work.kinds import kind_of, takes_gpu
from work.models import Item, Seat, State, Worker
from work.services.forecast import Block, OrganizationsLine
from work.services.picking import USED, half_life_seconds

MOST_SEEN = 21

SHARES = f"WITH {USED} SELECT organization_id, gpu_seconds FROM used"  # noqa: S608  # a constant
SHAPE = "concat_ws('/', organization_id, gpus, memory_gib, sites)"  # whose it is, and what it asks of a place
BLOCKS = f"""
SELECT {SHAPE}, organization_id, gpus, memory_gib, sites, priority, min(id), count(*), avg(expected_seconds)
FROM work_item WHERE kind = %s AND state = 'queued' AND cancel_requested_at IS NULL
GROUP BY organization_id, priority, gpus, memory_gib, sites
"""  # noqa: S608  # put together from constants; in no order, as sorting all that waits takes longer than the rest
PLACES = f"""
SELECT id, place FROM (
    SELECT id, row_number() OVER (PARTITION BY organization_id ORDER BY priority DESC, id) - 1 AS place FROM work_item
    WHERE kind = %s AND state = 'queued' AND cancel_requested_at IS NULL AND organization_id = ANY(%s)
    AND (%s::text[] = '{{}}' OR {SHAPE} <> ALL(%s::text[]))
) line WHERE id = ANY(%s)
"""  # noqa: S608  # put together from constants


def used_by_organization() -> dict[int, float]:
    """GPU-seconds by now of each organization that ever queued work, as the claim compares them."""
    with connection.cursor() as cursor:
        cursor.execute(SHARES, {"half_life": half_life_seconds()})
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Waiting:
    """What waits for places of some workers, by organization, and the shapes of what waits for other workers' alone."""

    lines: dict[int, OrganizationsLine]
    apart: list[str]


def waiting_for(workers: Sequence[Worker], kind: str, used: dict[int, float]) -> Waiting:
    """What waits of `kind` and one of `workers` may take; where there is no worker, all of it."""
    blocks: dict[int, list[Block]] = defaultdict(list)
    apart = []
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, [kind])
        for shape, pk, gpus, memory_gib, sites, priority, first_id, pieces, seconds in cursor.fetchall():
            if workers and not any(one.takes_from(pk) and one.has_places(gpus, memory_gib, sites) for one in workers):
                apart.append(shape)
            else:
                blocks[pk].append(Block(priority, first_id, pieces, seconds, places=gpus))
    for of_one in blocks.values():
        of_one.sort(key=lambda block: (-block.priority, block.first_id))
    return Waiting({pk: OrganizationsLine(used.get(pk, 0), of_one) for pk, of_one in blocks.items()}, apart)


def places_in_own_lines(kind: str, items: Iterable[Item], apart: list[str]) -> dict[int, int]:
    """How much of its own organization is taken before each of `items`, by primary key; shapes `apart` don't count."""
    wanted = {item.pk: item.organization_id for item in items}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [kind, sorted(set(wanted.values())), apart, apart, list(wanted)])
        return dict(cursor.fetchall())


def free_in(kind: str, workers: Sequence[Worker]) -> list[list[float]]:
    """For each of `workers`, in how many seconds each of its places for work of `kind` is free."""
    names = [worker.name for worker in workers]
    running = Item.objects.running().filter(kind=kind, worker__in=names)
    busy: dict[str, list[float]] = defaultdict(list)
    rows = running.exclude(seats__worker__in=names).annotate(since=Now() - F("taken_at"))
    for name, gpus, *goes in rows.values_list("worker", "gpus", "expected_seconds", "since", "progress"):
        busy[name] += [_seconds_left(*goes)] * max(gpus, 1)
    seats = Seat.objects.filter(worker__in=names, item__kind=kind, item__state=State.RUNNING, ended_at=None)
    kept = seats.annotate(since=Now() - F("item__taken_at"))
    for name, *goes in kept.values_list("worker", "item__expected_seconds", "since", "item__progress"):
        busy[name].append(_seconds_left(*goes))
    return [busy[one.name] + [0.0] * (_places(kind, one) - len(busy[one.name])) for one in workers]


def _places(kind: str, worker: Worker) -> int:
    """A worker tells those for GPUs; of others it has as many as its settings say, which are the site's."""
    return worker.slots if takes_gpu(kind) else kind_of(kind).places(len(worker.devices))


def _seconds_left(expected: float, since: timedelta, progress: dict[str, float]) -> float:
    """By what the work itself says, else by what is expected of its kind."""
    said = progress.get("seconds_left")
    return float(said) if said is not None else max(0.0, expected - since.total_seconds())


def expected_seconds(kind: str) -> float | None:
    """How long the last of `kind` that succeeded took, in the median; None before there was one."""
    ended = Item.objects.filter(kind=kind, state=State.SUCCEEDED, taken_at__isnull=False).order_by("-finished_at")
    took = sorted(ended.annotate(took=F("finished_at") - F("taken_at")).values_list("took", flat=True)[:MOST_SEEN])
    return took[len(took) // 2].total_seconds() if took else None
