"""From queued to running: the choice, its budgets, the change of state and its record are one prepared statement.

The other changes of state are `move`'s (work/services/lifecycle.py). This one happens hundreds of times a second when
many workers are free, and each round trip to the database would hold a lock for longer.
"""

from django.conf import settings
from django.db import connection

from organizations.models import Organization
from work.kinds import takes_gpu
from work.leases import Lease
from work.models import Item, State
from work.services.drawing import RESERVE
from work.services.picking import ANY, URGENT, Place, half_life_seconds
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


def start_next(kind: str, worker: str, place: Place) -> Lease | None:
    """Start the next work of `kind` that may run at `place`, in the caller's transaction; None when there is none."""
    asked = {
        "kind": kind,
        "worker": worker,
        "half_life": half_life_seconds(),
        "lease_seconds": settings.WORK_LEASE_SECONDS,
        "memory_gib": place.memory_gib,
        "site": place.site,
        "owner": place.organization,
        "all_gib": list(place.all_gib),
        "free_gib": list(place.free_gib),
        "takes_gpu": takes_gpu(kind),
    }
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            statement.execute(cursor, asked)
            if found := cursor.fetchone():
                *leased, organization, name = found
                lease = Lease(*leased)
                _tell(lease, Organization(pk=organization, name=name))
                return lease
    return None


def _tell(lease: Lease, organization: Organization) -> None:
    """As the audit keeps it: of the item only what it names is read."""
    started = Item(pk=lease.item_id, uid=lease.uid, kind=lease.kind, organization=organization)
    started.state, started.attempt = State.RUNNING, lease.attempt
    tell(started)
