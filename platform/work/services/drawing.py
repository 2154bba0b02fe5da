"""What a budget has left, as the claim's statement asks it: reserved when work is taken, settled when it ends.

Each budget carries its own sums, so that a claim reads one row for each budget, however much was used; a claim locks
the budgets of what it takes and asks once more, and two at once never overdraw one.
"""

MONTH = "date_trunc('month', now() AT TIME ZONE 'UTC')::date"  # GPU-seconds are counted from its first day
SPENT = f"CASE WHEN budget.month = {MONTH} THEN budget.used_gpu_seconds ELSE 0 END"

# GPU-seconds and bytes that are left; NULL is no limit. Where as much runs as may run at once, there is no time left.
SECONDS_LEFT = f"""CASE WHEN budget.now_running >= budget.running THEN -1
    ELSE budget.gpu_seconds - {SPENT} - budget.reserved_gpu_seconds END"""
BYTES_LEFT = "budget.storage_bytes - budget.stored_bytes - budget.reserved_bytes"

# What is left by owner ("o7" an organization, "p7" a project, "u7" a person), as two maps, for they are asked for each
# piece of work that is looked at, and a table would be opened each time.
LEFT = f"""
budget_left AS MATERIALIZED (
    SELECT jsonb_object_agg(owner, seconds) FILTER (WHERE seconds IS NOT NULL) AS seconds,
        jsonb_object_agg(owner, bytes) FILTER (WHERE bytes IS NOT NULL) AS bytes
    FROM (
        SELECT coalesce('o' || organization_id, 'p' || undertaking_id, 'u' || user_id) AS owner,
            {SECONDS_LEFT} AS seconds, {BYTES_LEFT} AS bytes
        FROM work_budget budget
    ) budgets
)
"""  # noqa: S608  # put together from the constants above

# What takes no GPU asks a budget for bytes alone, and is not one of its jobs at once.
KEEPS_TO_BUDGETS = " AND ".join(
    f"""({free} budget_left.{left} IS NULL OR NOT coalesce(
        {needed} > (budget_left.{left} ->> ('{letter}' || waiting.{column}))::float8, false))"""
    for free, left, needed in (
        ("waiting.gpus = 0 OR", "seconds", "waiting.gpus * waiting.expected_seconds"),
        ("", "bytes", "waiting.expected_bytes"),
    )
    for letter, column in (("o", "organization_id"), ("p", "undertaking_id"), ("u", "submitted_by_id"))
)

# Reserves what `chosen` asks of its budgets, or says in `enough` that there is too little left by now, or that too few
# places of the worker are free: it is first all the same, and nothing is taken before it, else it would wait for ever.
# Budgets are locked after work, and in the order of their keys.
RESERVE = f"""
budgets AS MATERIALIZED (
    SELECT budget.id, coalesce(chosen.gpus > 0 AND chosen.gpus * chosen.expected_seconds > {SECONDS_LEFT}, false)
        OR coalesce(chosen.expected_bytes > {BYTES_LEFT}, false) AS too_little
    FROM chosen JOIN work_budget budget ON budget.organization_id = chosen.organization_id
        OR budget.undertaking_id = chosen.undertaking_id OR budget.user_id = chosen.submitted_by_id
    ORDER BY budget.id FOR UPDATE OF budget
), enough AS MATERIALIZED (
    SELECT NOT coalesce(bool_or(too_little), false)
        AND NOT coalesce((SELECT gpus > 1 AND NOT coalesce(memory_gib <= (%(free_gib)s::float8[])[gpus], false)
            FROM chosen), false) AS is_so,
        coalesce(array_agg(id), '{{}}') AS drawn_on
    FROM budgets
), reserved AS (
    UPDATE work_budget SET now_running = now_running + CASE WHEN chosen.gpus > 0 THEN 1 ELSE 0 END,
        reserved_gpu_seconds = reserved_gpu_seconds + chosen.gpus * chosen.expected_seconds,
        reserved_bytes = reserved_bytes + chosen.expected_bytes
    FROM chosen, enough WHERE enough.is_so AND work_budget.id = ANY(enough.drawn_on)
)
"""  # noqa: S608  # put together from the constants above

# What was reserved is given back, what was used and is kept takes its place. A budget that was made meanwhile holds
# nothing for this work, but its use counts.
SETTLE = f"""
WITH budgets AS MATERIALIZED (
    SELECT id FROM work_budget WHERE organization_id = %(organization)s OR undertaking_id = %(undertaking)s
        OR user_id = %(user)s OR id = ANY(%(drawn_on)s::bigint[])
    ORDER BY id FOR UPDATE
)
UPDATE work_budget budget SET
    now_running = now_running - CASE WHEN held AND %(gpus)s > 0 THEN 1 ELSE 0 END,
    reserved_gpu_seconds = greatest(0, reserved_gpu_seconds - CASE WHEN held THEN %(reserved)s ELSE 0 END),
    reserved_bytes = reserved_bytes - CASE WHEN held THEN %(reserved_bytes)s ELSE 0 END,
    used_gpu_seconds = {SPENT} + %(used)s, month = {MONTH}, stored_bytes = stored_bytes + %(stored)s
FROM (SELECT id, id = ANY(%(drawn_on)s::bigint[]) AS held FROM budgets) drawn WHERE budget.id = drawn.id
"""  # noqa: S608  # put together from the constants above

FREE = """
WITH freed AS MATERIALIZED (
    SELECT budget.id, sum(given_up.size)::bigint AS size
    FROM unnest(%s::bigint[], %s::bigint[]) given_up(item, size) JOIN work_item item ON item.id = given_up.item
    JOIN work_budget budget ON budget.organization_id = item.organization_id
        OR budget.undertaking_id = item.undertaking_id OR budget.user_id = item.submitted_by_id
    GROUP BY budget.id
), budgets AS MATERIALIZED (
    SELECT id, size FROM work_budget JOIN freed USING (id) ORDER BY id FOR UPDATE OF work_budget
)
UPDATE work_budget budget SET stored_bytes = greatest(0, stored_bytes - budgets.size)
FROM budgets WHERE budget.id = budgets.id
"""
