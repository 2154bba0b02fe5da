"""Which work is next: budgets, then priority, then fair share, then first in, first out.

Each organization waits in a line of its own. One probe of a partial index gives a line's head, so that the price of a
claim depends on how many organizations there are, not on how much waits.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

LINES = 16  # that many lines are looked at, and as many places of each: claimers of the same moment miss one another
HOUR = 3600.0


@dataclass(frozen=True)
class Place:
    """Where a worker would let work run: a site by its name, and memory in GiB."""

    site: str = ""
    memory_gib: float = 0


@dataclass(frozen=True)
class Pick:
    """What a claim found: the work's primary key, and whether a budget speaks of it."""

    pk: int
    has_budget: bool


# GPU-seconds of an organization by now: what it used decays by half each half-life; what runs counts as long as it is
# expected to take at least, else all places that become free at once would go to the same organization.
USED = """
running AS (
    SELECT organization_id, sum(gpus * greatest(
        extract(epoch FROM now() - coalesce(taken_at, started_at)), expected_seconds)) AS gpu_seconds
    FROM work_item WHERE state = 'running' GROUP BY organization_id
), used AS (
    SELECT share.organization_id,
        share.gpu_seconds * power(0.5, extract(epoch FROM now() - share.settled_at)::float8 / %(half_life)s)
        + coalesce(running.gpu_seconds, 0) AS gpu_seconds
    FROM work_share share LEFT JOIN running USING (organization_id)
)
"""

# Whose budgets are used up: as much runs as may run at once.
FULL = """
runs AS (
    SELECT budget.*, (SELECT count(*) FROM work_item item WHERE item.state = 'running' AND (
        item.organization_id = budget.organization_id OR item.undertaking_id = budget.undertaking_id
        OR item.submitted_by_id = budget.user_id)) AS now_running
    FROM work_budget budget
), full_budgets AS MATERIALIZED (
    SELECT organization_id, undertaking_id, user_id FROM runs WHERE now_running >= running
)
"""

WAITS = """
    kind = %(kind)s AND state = 'queued' AND cancel_requested_at IS NULL
    AND (not_before IS NULL OR not_before <= statement_timestamp())
    AND memory_gib <= %(memory_gib)s AND (sites = '{}' OR %(site)s = ANY(sites))
    AND NOT EXISTS (SELECT FROM full_budgets WHERE undertaking_id = waiting.undertaking_id
        OR user_id = waiting.submitted_by_id)
"""

HEADS = f"""
WITH {USED}, {FULL}, heads AS MATERIALIZED (
    SELECT used.organization_id, used.gpu_seconds, head.priority, head.id
    FROM used CROSS JOIN LATERAL (
        SELECT priority, id FROM work_item waiting WHERE organization_id = used.organization_id AND {WAITS}
        ORDER BY priority DESC, id LIMIT 1
    ) head
    WHERE NOT EXISTS (SELECT FROM full_budgets WHERE organization_id = used.organization_id)
    ORDER BY head.priority DESC, used.gpu_seconds, head.id LIMIT {LINES}
)
"""  # noqa: S608  # put together from the constants above

# The first that nobody else is taking at this moment; `state` is asked once more of the locked row, for another may
# have taken it meanwhile.
LOCK = """
SELECT item.id, EXISTS (SELECT FROM work_budget budget WHERE budget.organization_id = item.organization_id
    OR budget.undertaking_id = item.undertaking_id OR budget.user_id = item.submitted_by_id)
FROM {candidates} JOIN work_item item USING (id) WHERE item.state = 'queued'
ORDER BY {order} LIMIT 1 FOR UPDATE OF item SKIP LOCKED
"""

PICK_A_HEAD = HEADS + LOCK.format(candidates="heads", order="heads.priority DESC, heads.gpu_seconds, item.id")

# Of the first lines some more: all heads before all seconds.
PICK_DEEPER = f"""
{HEADS}, candidates AS MATERIALIZED (
    SELECT line.id, line.priority, heads.gpu_seconds,
        row_number() OVER (PARTITION BY heads.organization_id ORDER BY line.priority DESC, line.id) AS place
    FROM heads CROSS JOIN LATERAL (
        SELECT priority, id FROM work_item waiting WHERE organization_id = heads.organization_id AND {WAITS}
        ORDER BY priority DESC, id LIMIT {LINES}
    ) line
)
{LOCK.format(candidates="candidates", order="candidates.priority DESC, place, candidates.gpu_seconds, item.id")}
"""  # noqa: S608  # put together from the constants above


def pick(kind: str, place: Place) -> Pick | None:
    """The next work of `kind` that may run at `place`, locked; None when there is none.

    Nearly always a head is free. Only when others are taking them all are the lines looked at more deeply.
    """
    asked: dict[str, Any] = {
        "kind": kind,
        "half_life": half_life_seconds(),
        "memory_gib": place.memory_gib,
        "site": place.site,
    }
    with connection.cursor() as cursor:
        for statement in (PICK_A_HEAD, PICK_DEEPER):
            cursor.execute(statement, asked)
            if found := cursor.fetchone():
                return Pick(*found)
    return None


def half_life_seconds() -> float:
    """After how long use counts half."""
    return float(settings.WORK_SHARE_HALF_LIFE_HOURS * HOUR)
