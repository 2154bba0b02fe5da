"""A worker's hold on an item: it ends by the database's clock, and every write shows its token."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Now

from work.errors import LeaseLost
from work.models import Item


@dataclass(frozen=True)
class Lease:
    """Proof that `worker` holds an item in so many of its `places`, for as long as nobody took it over.

    Each of them has `memory_gib` or more.
    """

    item_id: int
    uid: UUID
    kind: str
    attempt: int
    token: int
    worker: str
    places: int = 1
    memory_gib: float = 0


def lease_time() -> timedelta:
    """For how long a worker may be silent."""
    return timedelta(seconds=settings.WORK_LEASE_SECONDS)


def held_item(lease: Lease) -> Item:
    """The item under `lease`, locked until the transaction ends.

    Raises:
        LeaseLost: another worker holds it by now.
    """
    item = Item.objects.select_for_update().filter(pk=lease.item_id, fencing_token=lease.token, state="running").first()
    if item is None:
        raise LeaseLost(lease)
    return item


def renew(lease: Lease) -> None:
    """Hold on for another lease's time.

    A lease that has passed may be renewed as long as nobody took the item: its token is still the last.

    Raises:
        LeaseLost: another worker holds it by now.
    """
    held = Item.objects.running().filter(pk=lease.item_id, fencing_token=lease.token)
    if not held.update(lease_expires_at=Now() + lease_time()):
        raise LeaseLost(lease)
