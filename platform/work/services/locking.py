"""The one order in which work is locked, so that no two transactions wait for each other.

1. what a yes rests on (agreements/policy/permitting.py);
2. work that is no part of other work, in the order of its keys;
3. parts, in the order of their keys, once what they are parts of is locked;
4. shares; 5. budgets, in the order of their keys.

Whoever may move more than one piece of work locks all of it first, by one call of `lock_work`. Who writes to one piece
alone (a claim, a report, a renewal) locks that one.
"""

from collections.abc import Collection

from django.db import connection

# What `wanted` is part of, what waits for one of these, and so on; where one `ends`, its parts may end with it.
LOCK = """
WITH RECURSIVE wanted AS (
    SELECT unnest(%s::bigint[]) AS id
), touched AS (
    SELECT coalesce(parent_id, id) AS id, parent_id IS NULL AS ends FROM work_item JOIN wanted USING (id)
    UNION
    SELECT coalesce(later.parent_id, later.id), true FROM touched CROSS JOIN LATERAL (
        SELECT id FROM work_item WHERE id = touched.id
        UNION ALL
        SELECT id FROM work_item WHERE parent_id = touched.id
    ) one JOIN work_item later ON later.after_id = one.id AND later.state = 'blocked'
), all_of_them AS (
    SELECT id FROM wanted UNION SELECT id FROM touched
    UNION
    SELECT part.id FROM touched JOIN work_item part ON part.parent_id = touched.id
    WHERE touched.ends AND part.state IN ('blocked', 'queued', 'running', 'held')
)
SELECT item.id FROM work_item item JOIN all_of_them USING (id) ORDER BY item.parent_id IS NOT NULL, item.id
FOR UPDATE OF item
"""


def lock_work(pks: Collection[int]) -> None:
    """Lock work by primary keys, and all that may be moved with it, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(pks)])
