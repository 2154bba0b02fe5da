"""What an attempt used, written down when it ends, and added to its organization's share."""

from django.db import connection
from django.db.models import F
from django.db.models.functions import Extract, Now

from work.models import Item, Share, Use
from work.services.picking import half_life_seconds

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


def settle(item: Item) -> None:
    """Write down what the attempt that ends now used. The item is locked, its share is locked after it."""
    took = Item.objects.filter(pk=item.pk).values_list(Extract(Now() - F("taken_at"), "epoch"), flat=True).get()
    used = max(0.0, float(took or 0)) * item.gpus
    Use.objects.create(item=item, attempt=item.attempt, gpu_seconds=used)
    with connection.cursor() as cursor:
        cursor.execute(ADD, {"used": used, "half_life": half_life_seconds(), "organization": item.organization_id})
