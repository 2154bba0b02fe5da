"""From queued to running: the choice, its budgets, the change of state and its record are one prepared statement.

The other changes of state are `move`'s (work/services/lifecycle.py). This one happens hundreds of times a second when
many workers are free, and each round trip to the database would hold a lock for longer.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection

from organizations.models import Organization
from work.kinds import takes_gpu
from work.leases import Lease
from work.models import Item, State
from work.services.drawing import RESERVE
from work.services.picking import ANY, OVER_WORKERS, URGENT, Place, half_life_seconds
from work.services.prepared import Prepared
from work.services.telling import tell

START = """
started AS (
    UPDATE work_item item SET state = 'running', reason = '{}', worker = %(worker)s::text,
        attempt = item.attempt + 1, fencing_token = item.fencing_token + 1,
        lease_expires_at = now() + %(lease_seconds)s::float8 * interval '1 second',
        started_at = coalesce(item.started_at, now()), taken_at = now(), not_before = NULL,
        drawn_on = enough.drawn_on
    FROM chosen, enough WHERE item.id = chosen.id AND enough.is_so
    RETURNING item.id, item.uid, item.kind, item.attempt, item.fencing_token, item.worker,
        greatest(item.gpus, 1) AS places, item.memory_gib, item.organization_id
), written AS (
    INSERT INTO work_transition (item_id, from_state, to_state, attempt, reason, worker)
    SELECT id, 'queued', 'running', attempt, '{}', worker FROM started
)
SELECT started.id, uid, started.kind, attempt, fencing_token, worker, places, memory_gib, organization_id,
    organization.name
FROM started JOIN organizations_organization organization ON organization.id = organization_id
"""

# Nearly always one of the most urgent is free. Only when others are taking them all, or none of the first in line may
# run here, are all lines looked at, and more deeply.
STATEMENTS = [
    Prepared("work_start_urgent", f"WITH {URGENT}, {RESERVE}, {START}"),
    Prepared("work_start_any", f"WITH {ANY}, {RESERVE}, {START}"),
]

# Of a gang over several workers: the choice was made when the first of its places was kept.
GANG_NEXT = Prepared("work_gang_next", f"WITH {ANY} SELECT id FROM chosen WHERE {OVER_WORKERS}")  # noqa: S608
THIS_ONE = """
chosen AS MATERIALIZED (
    SELECT * FROM work_item WHERE id = %(item)s::bigint AND state = 'queued' AND cancel_requested_at IS NULL
)
"""
GANG = Prepared("work_start_gang", f"WITH {THIS_ONE}, {RESERVE}, {START}")


def start_next(kind: str, worker: str, place: Place) -> Lease | None:
    """Start the next work of `kind` that may run at `place`, in the caller's transaction; None when there is none."""
    asked = {**_asked(kind, place), "worker": worker, "lease_seconds": settings.WORK_LEASE_SECONDS}
    for statement in STATEMENTS:
        if lease := _started(statement, asked):
            return lease
    return None


def gang_next(kind: str, place: Place) -> int | None:
    """What is next at `place`, by its primary key and locked, if it takes several workers; in a transaction."""
    with connection.cursor() as cursor:
        GANG_NEXT.execute(cursor, _asked(kind, place))
        found = cursor.fetchone()
    return found and int(found[0])


def start_gang(item: Item, worker: str) -> bool:
    """Start `item`, which is locked and has all its places, for the `worker` of its first process.

    False when a budget has too little left for it.
    """
    all_there = {"free_gib": [item.memory_gib] * item.gpus}
    asked = {"item": item.pk, "worker": worker, "lease_seconds": settings.WORK_LEASE_SECONDS, **all_there}
    return _started(GANG, asked) is not None


def _asked(kind: str, place: Place) -> dict[str, Any]:
    return {
        "kind": kind,
        "half_life": half_life_seconds(),
        "memory_gib": place.memory_gib,
        "site": place.site,
        "owner": place.organization,
        "all_gib": list(place.all_gib),
        "free_gib": list(place.free_gib),
        "gang_gib": list(place.gang_gib),
        "best_gib": list(place.best_gib),
        "takes_gpu": takes_gpu(kind),
    }


def _started(statement: Prepared, asked: Mapping[str, Any]) -> Lease | None:
    with connection.cursor() as cursor:
        statement.execute(cursor, asked)
        found = cursor.fetchone()
    if not found:
        return None
    *leased, organization, name = found
    lease = Lease(*leased)
    _tell(lease, Organization(pk=organization, name=name))
    return lease


def _tell(lease: Lease, organization: Organization) -> None:
    """As the audit keeps it: of the item only what it names is read."""
    started = Item(pk=lease.item_id, uid=lease.uid, kind=lease.kind, organization=organization)
    started.state, started.attempt = State.RUNNING, lease.attempt
    tell(started)
