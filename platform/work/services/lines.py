"""The queue as it stands, read for a forecast in a few queries, however much waits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from work.models import Item, State, Worker
from work.services.forecast import Block, OrganizationsLine
from work.services.picking import USED, half_life_seconds

MOST_SEEN = 21

SHARES = f"WITH {USED} SELECT organization_id, gpu_seconds FROM used"  # noqa: S608  # a constant
BLOCKS = """
SELECT organization_id, priority, min(id), count(*), avg(gpus * expected_seconds) FROM work_item
WHERE kind = %s AND state = 'queued' AND cancel_requested_at IS NULL
GROUP BY organization_id, priority ORDER BY organization_id, priority DESC
"""
PLACES = """
SELECT id, place FROM (
    SELECT id, row_number() OVER (PARTITION BY organization_id ORDER BY priority DESC, id) - 1 AS place FROM work_item
    WHERE kind = %s AND state = 'queued' AND cancel_requested_at IS NULL AND organization_id = ANY(%s)
) line WHERE id = ANY(%s)
"""


def used_by_organization() -> dict[int, float]:
    """GPU-seconds by now of each organization that ever queued work, as the claim compares them."""
    with connection.cursor() as cursor:
        cursor.execute(SHARES, {"half_life": half_life_seconds()})
        return dict(cursor.fetchall())


def lines_of(kind: str, used: dict[int, float]) -> dict[int, OrganizationsLine]:
    """What waits of `kind`, by organization."""
    blocks: dict[int, list[Block]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, [kind])
        for organization, *block in cursor.fetchall():
            blocks[organization].append(Block(*block))
    return {pk: OrganizationsLine(used.get(pk, 0), of_one) for pk, of_one in blocks.items()}


def places_in_own_lines(kind: str, items: Iterable[Item]) -> dict[int, int]:
    """How much of its own organization is taken before each of `items`, by primary key."""
    wanted = {item.pk: item.organization_id for item in items}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [kind, sorted(set(wanted.values())), list(wanted)])
        return dict(cursor.fetchall())


def free_in(kind: str, workers: Sequence[Worker]) -> list[float]:
    """In how many seconds each place of `workers` is free."""
    running = Item.objects.running().filter(kind=kind, worker__in=[worker.name for worker in workers])
    busy = [
        _seconds_left(expected, since, progress)
        for places, expected, since, progress in running.annotate(since=Now() - F("taken_at")).values_list(
            "gpus", "expected_seconds", "since", "progress"
        )
        for _place in range(places)
    ]
    free = sum(worker.slots for worker in workers) - len(busy)
    return sorted([*busy, *([0.0] * max(0, free))])


def _seconds_left(expected: float, since: timedelta, progress: dict[str, float]) -> float:
    """By what the work itself says, else by what is expected of its kind."""
    said = progress.get("seconds_left")
    return float(said) if said is not None else max(0.0, expected - since.total_seconds())


def expected_seconds(kind: str) -> float | None:
    """How long the last of `kind` that succeeded took, in the median; None before there was one."""
    ended = Item.objects.filter(kind=kind, state=State.SUCCEEDED, taken_at__isnull=False).order_by("-finished_at")
    took = sorted(ended.annotate(took=F("finished_at") - F("taken_at")).values_list("took", flat=True)[:MOST_SEEN])
    return took[len(took) // 2].total_seconds() if took else None
