"""Sealing: events that nothing can be added to any more are chained, batch by batch, long after they were written.

So writers never wait for each other. A batch ends below every transaction that is still open: taken by id instead, it
would pass over events whose transaction commits late.
"""

from typing import NamedTuple

import rfc8785
from django.db import connection, transaction
from django.utils import timezone

from audit.canonical import merkle_root
from audit.errors import ClockBehind
from audit.keys import public_key, sealing_key
from audit.models import Event, Seal

MOST_EVENTS = 10_000
ONE_SEALER = 4_071_893_201  # the advisory lock's number


class Row(NamedTuple):
    """What a seal keeps of an event."""

    id: int
    digest: str
    transaction_id: int


def seal_events(*, most: int = MOST_EVENTS) -> int:
    """Seal all events of transactions that have ended, `most` at a time (a transaction is never cut); how many seals.

    Raises:
        SealError: there is no key, or the server is not the one whose transactions were sealed.
    """
    sealed = 0
    while _seal_next(most):
        sealed += 1
    return sealed


@transaction.atomic
def _seal_next(most: int) -> Seal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SEALER])
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() s"
        )
        horizon, counted = cursor.fetchone()
    last = Seal.objects.defer("events", "digests").last()
    since = last.below if last else 0
    if counted < since:
        raise ClockBehind(counted, since)
    batch, below = _batch(since, horizon, most)
    if not batch:
        return None
    seal = Seal(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        below=below,
        first=min(row.id for row in batch),
        last=max(row.id for row in batch),
        count=len(batch),
        root=merkle_root([row.digest for row in batch]),
        previous=last.digest if last else "",
        key=public_key(),
        events=[row.id for row in batch],
        digests=[row.digest for row in batch],
    )
    seal.signature = sealing_key().sign(rfc8785.dumps(seal.statement())).hex()
    seal.save(force_insert=True)
    return seal


def _batch(since: int, horizon: int, most: int) -> tuple[list[Row], int]:
    """The next rows in the order of transactions, and the transaction that they stay below."""
    rows = Event.objects.order_by("transaction_id", "id").values_list("id", "digest", "transaction_id")
    found = [Row(*row) for row in rows.filter(transaction_id__gte=since, transaction_id__lt=horizon)[: most + 1]]
    if len(found) <= most:
        return found, horizon
    cut = found[-1].transaction_id
    if whole := [row for row in found if row.transaction_id < cut]:
        return whole, cut
    return [Row(*row) for row in rows.filter(transaction_id=cut)], cut + 1
