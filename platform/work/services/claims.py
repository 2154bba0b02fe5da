"""A worker takes work: what it was given, what others lost."""

from django.conf import settings
from django.db import transaction

from work.leases import Lease
from work.models import Item, State
from work.services.lifecycle import move


def take_work(kind: str, worker: str) -> Lease | None:
    """Claim the next item of `kind` for `worker`, or None when nothing waits.

    Two workers never get the same one: each locks its row and skips the rows others have locked. The policy is not
    asked here, for that would need locks on agreements; the caller asks after this has committed.
    """
    bring_back_lost(kind)
    with transaction.atomic():
        item = (
            Item.objects.waiting()
            .filter(kind=kind)
            .in_claim_order()
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if item is None:
            return None
        item = move(item, State.RUNNING, worker=worker)
    return Lease(
        item_id=item.pk, uid=item.uid, kind=kind, attempt=item.attempt, token=item.fencing_token, worker=worker
    )


def bring_back_lost(kind: str) -> None:
    """Queue again what a worker held when it died: its lease has passed by the database's clock."""
    if not Item.objects.lost().filter(kind=kind).exists():
        return
    with transaction.atomic():
        for item in Item.objects.lost().filter(kind=kind).select_for_update(skip_locked=True):
            end_faulty_attempt(item, "worker_lost", worker=item.worker)


def end_faulty_attempt(item: Item, code: str, *, worker: str) -> Item:
    """After a fault of the infrastructure: queue `item` again, or fail it when that was the last attempt it had."""
    if item.cancel_requested_at:
        return move(item, State.CANCELLED, worker=worker)
    item.faults += 1
    item.save(update_fields=["faults"])
    reason = {"code": code, "params": {"worker": worker, "faults": item.faults}}
    if item.faults >= settings.WORK_ATTEMPTS:
        return move(item, State.FAILED, reason=reason, worker=worker)
    return move(item, State.QUEUED, reason=reason, worker=worker)
