"""Organizations with much that waits, for the queue's benchmark, written by statements over sets."""

from dataclasses import dataclass

from django.db import connection, connections

from accounts.models import User
from organizations.models import Organization
from work.models import Item, Share

KIND = "measured"

ITEMS = """
INSERT INTO work_item (uid, kind, organization_id, submitted_by_id, agreements, assets, priority, gpus, memory_gib,
    sites, wished_sites, pause_note, expected_seconds, expected_bytes, stored_bytes, drawn_on, state, phase, attempt,
    faults, fencing_token, worker, progress, reason, awaits_children)
SELECT gen_random_uuid(), %s, owners.ids[1 + (random() * 1e9)::bigint %% cardinality(owners.ids)], %s, '{}', '{}',
    CASE WHEN n %% 50 = 0 THEN 1 ELSE 0 END, 1, 0, '{}', '{}', '', 600, 0, 0, '{}', 'queued', '',
    0, 0, 0, '', '{}', '{}', false
FROM generate_series(1, %s) n, (SELECT array_agg(id ORDER BY id) ids FROM organizations_organization) owners
"""
SHARES = """
INSERT INTO work_share (organization_id, gpu_seconds, settled_at)
SELECT id, random() * 100000, now() - random() * interval '14 days' FROM organizations_organization
"""


@dataclass(frozen=True)
class Size:
    """How many organizations wait with how much."""

    organizations: int = 200
    items: int = 100_000


def build(size: Size) -> None:
    """Every organization has used something, and all have work in line; one piece in fifty is urgent."""
    someone = User.objects.create_user("someone@measured.example", name="Someone Measured")
    Organization.objects.bulk_create(
        Organization(name=f"Partner {number}", slug=f"partner-{number}", kind=Organization.Kind.ACADEMIC)
        for number in range(size.organizations)
    )
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, [KIND, someone.pk, size.items])
        cursor.execute(SHARES)
    with connections["owner"].cursor() as cursor:  # what PostgreSQL does by itself in time
        cursor.execute("VACUUM ANALYZE")
    assert Item.objects.waiting().count() == size.items
    assert Share.objects.count() >= size.organizations
