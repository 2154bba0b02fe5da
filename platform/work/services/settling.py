"""What an attempt used, written down when it ends, and added to its organization's share and to its budgets."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from work.models import Item, Share, Use
from work.services.drawing import FREE, SETTLE
from work.services.locking import lock_work
from work.services.picking import half_life_seconds

ONE_FREES = 4_071_893_202  # the advisory lock's number
ADD = """
UPDATE work_share SET
    gpu_seconds = %(used)s
        + gpu_seconds * power(0.5, extract(epoch FROM now() - settled_at)::float8 / %(half_life)s),
    settled_at = now()
WHERE organization_id = %(organization)s
"""


def open_share(organization_id: int) -> None:
    """Give the organization its line in the queue, with nothing used, unless it has one."""
    Share.objects.bulk_create([Share(organization_id=organization_id)], ignore_conflicts=True)


def settle(item: Item, *, stored_bytes: int = 0) -> None:
    """Write down what the attempt that ends now used and left; what its budgets held for it they hold no longer.

    The item is locked; its share is locked after it, then its budgets in the order of their keys.
    """
    took = Item.objects.annotate(took=Now() - F("taken_at")).values_list("took", flat=True).get(pk=item.pk)
    used = max(0.0, took.total_seconds()) * item.gpus if took else 0.0
    Use.objects.create(item=item, attempt=item.attempt, gpu_seconds=used)
    settled = {
        "used": used,
        "stored": stored_bytes,
        "half_life": half_life_seconds(),
        "organization": item.organization_id,
        "undertaking": item.undertaking_id,
        "user": item.submitted_by_id,
        "drawn_on": item.drawn_on,
        "gpus": item.gpus,
        "reserved": item.gpus * item.expected_seconds,
        "reserved_bytes": item.expected_bytes,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD, settled)
        cursor.execute(SETTLE, settled)
    item.drawn_on = []
    item.stored_bytes += stored_bytes


def free(given_up: Mapping[int, int]) -> None:
    """Bytes of results that were deleted, by the primary key of the work that had left them: budgets have them back."""
    with connection.cursor() as cursor:  # alone: in one transaction it may be called twice, with work after budgets
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_FREES])
    lock_work(given_up)
    for item in Item.objects.filter(pk__in=given_up).order_by("pk"):
        item.stored_bytes = max(0, item.stored_bytes - given_up[item.pk])
        item.save(update_fields=["stored_bytes"])
    with connection.cursor() as cursor:
        cursor.execute(FREE, [list(given_up), list(given_up.values())])
