"""Which work is next: budgets, then priority, then fair share, then first in, first out.

Each organization waits in a line of its own. One probe of a partial index gives a line's head, so that the price of a
claim depends on how many organizations there are, not on how much waits. These are parts of the claim's statement
(work/services/starting.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from work.services.drawing import KEEPS_TO_BUDGETS, LEFT

LINES = 16  # that many lines are looked at, and as many places of each: claimers of the same moment miss one another
FIRST = 64  # so many places of all lines together tell what is most urgent
HOUR = 3600.0


@dataclass(frozen=True)
class Place:
    """Where a worker would let work run: a site by its name, memory in GiB, and whose work only (None: everybody's).

    `organization` is a primary key. The worker's places for this kind of work have `all_gib` of memory, the largest
    first; of these `free_gib` are to be had together now, the one that asks (it has `memory_gib`) among them.
    Where it joins gangs over several workers, `gang_gib` is what the places of all of them have, and `best_gib` the
    most that the last of so many places has on any single worker: what one worker can have, none of them shares.
    """

    site: str = ""
    memory_gib: float = 0
    organization: int | None = None
    all_gib: Sequence[float] = (0.0,)
    free_gib: Sequence[float] = (0.0,)
    gang_gib: Sequence[float] = ()
    best_gib: Sequence[float] = ()


# GPU-seconds of an organization by now: what it used decays by half each half-life; what runs counts as long as it is
# expected to take at least, else all places that become free at once would go to the same organization. Summed rather
# than joined, for the planner takes what runs for one row and would compare each organization with all of it.
USED = """
used AS (
    SELECT organization_id, sum(gpu_seconds) AS gpu_seconds FROM (
        SELECT organization_id, gpu_seconds
            * power(0.5, extract(epoch FROM now() - settled_at)::float8 / %(half_life)s::float8) AS gpu_seconds
        FROM work_share
        UNION ALL
        SELECT organization_id,
            gpus * greatest(extract(epoch FROM now() - coalesce(taken_at, started_at))::float8, expected_seconds)
        FROM work_item WHERE state = 'running'
    ) parts GROUP BY organization_id
)
"""

# A worker that belongs to an organization takes the work of nobody else.
IS_OURS = "(%(owner)s::bigint IS NULL OR {of}.organization_id = %(owner)s::bigint)"

# No single worker has the places that it asks for, and several together have them.
OVER_WORKERS = """gpus > 1 AND memory_gib <= (%(gang_gib)s::float8[])[gpus]
    AND NOT coalesce(memory_gib <= (%(best_gib)s::float8[])[gpus], false)"""
IS_GANG = f"coalesce({OVER_WORKERS}, false) AS is_gang"

WAITS = f"""
    kind = %(kind)s::text AND state = 'queued' AND cancel_requested_at IS NULL
    AND (not_before IS NULL OR not_before <= statement_timestamp())
    AND memory_gib <= %(memory_gib)s::float8
    AND (gpus <= 1 OR memory_gib <= (%(all_gib)s::float8[])[gpus] OR {OVER_WORKERS})
    AND (sites = '{{}}' OR %(site)s::text = ANY(sites))
    AND {IS_OURS.format(of="waiting")} AND {KEEPS_TO_BUDGETS}
"""  # put together from constants

# The line of `waiting` is its organization's; an organization without anything left isn't looked at.
LINES_LEFT = f"""{IS_OURS.format(of="used")} AND (NOT %(takes_gpu)s::boolean
    OR coalesce((budget_left.seconds ->> ('o' || used.organization_id))::float8 > 0, true))"""

# Heads of the highest priority only, and of organizations in the order of their use, so that it ends when it has
# enough. The priority is looked for among the first in line; where none of them may run here, nothing is found.
URGENT_HEADS = f"""
{USED}, {LEFT}, urgent AS MATERIALIZED (
    SELECT max(waiting.priority) AS priority FROM budget_left CROSS JOIN (
        SELECT * FROM work_item WHERE kind = %(kind)s::text AND state = 'queued'
        ORDER BY priority DESC, id LIMIT {FIRST}
    ) waiting WHERE {WAITS}
), in_turn AS MATERIALIZED (
    SELECT used.* FROM used CROSS JOIN budget_left WHERE {LINES_LEFT} ORDER BY used.gpu_seconds
), heads AS MATERIALIZED (
    SELECT in_turn.gpu_seconds, urgent.priority, head.id, head.is_gang
    FROM in_turn CROSS JOIN budget_left CROSS JOIN urgent CROSS JOIN LATERAL (
        SELECT id, {IS_GANG} FROM work_item waiting
        WHERE organization_id = in_turn.organization_id AND priority = urgent.priority AND {WAITS}
        ORDER BY id LIMIT 1
    ) head
    ORDER BY in_turn.gpu_seconds, head.id LIMIT {LINES}
)
"""  # noqa: S608  # put together from the constants above

# The heads of all lines, and of the first lines some more: all heads before all seconds.
ALL_HEADS = f"""
{USED}, {LEFT}, first_heads AS MATERIALIZED (
    SELECT used.organization_id, used.gpu_seconds, head.priority, head.id
    FROM used CROSS JOIN budget_left CROSS JOIN LATERAL (
        SELECT priority, id FROM work_item waiting WHERE organization_id = used.organization_id AND {WAITS}
        ORDER BY priority DESC, id LIMIT 1
    ) head
    WHERE {LINES_LEFT} ORDER BY head.priority DESC, used.gpu_seconds, head.id LIMIT {LINES}
), heads AS MATERIALIZED (
    SELECT line.id, line.priority, line.is_gang, first_heads.gpu_seconds,
        row_number() OVER (PARTITION BY first_heads.organization_id ORDER BY line.priority DESC, line.id) AS place
    FROM first_heads CROSS JOIN budget_left CROSS JOIN LATERAL (
        SELECT priority, id, {IS_GANG} FROM work_item waiting
        WHERE organization_id = first_heads.organization_id AND {WAITS}
        ORDER BY priority DESC, id LIMIT {LINES}
    ) line
)
"""  # noqa: S608  # put together from the constants above

# The first that nobody else is taking at this moment; `state` is asked once more of the locked row, for another may
# have taken it meanwhile. A gang over several workers is not gone past: who holds its row keeps a place for it.
CHOSEN = """
chosen AS MATERIALIZED (
    SELECT item.* FROM heads JOIN work_item item USING (id) WHERE item.state = 'queued'
        AND NOT EXISTS (SELECT FROM heads gang WHERE gang.is_gang AND ({before}) < ({order}))
    ORDER BY {order} LIMIT 1 FOR UPDATE OF item SKIP LOCKED
)
"""


def _chosen(*order: str) -> str:
    return CHOSEN.format(order=", ".join(order), before=", ".join(order).replace("heads.", "gang."))


URGENT = f"{URGENT_HEADS}, {_chosen('heads.gpu_seconds', 'heads.id')}"
ANY = f"{ALL_HEADS}, {_chosen('-heads.priority', 'heads.place', 'heads.gpu_seconds', 'heads.id')}"


def half_life_seconds() -> float:
    """After how long use counts half."""
    return float(settings.WORK_SHARE_HALF_LIFE_HOURS * HOUR)
