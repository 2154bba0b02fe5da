"""A worker takes work: what it was given, what others lost."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from work.leases import Lease
from work.models import Item, State
from work.services.lifecycle import move
from work.services.locking import lock_work
from work.services.picking import Place
from work.services.starting import start_next

ANYWHERE = Place()


def take_work(kind: str, worker: str, place: Place = ANYWHERE) -> Lease | None:
    """Claim the next item of `kind` that may run at `place` for `worker`, or None when nothing waits.

    Two workers never get the same one: each locks its row and skips the rows others have locked. The policy is not
    asked here, for that would need locks on agreements; the caller asks after this has committed.
    """
    return _take(kind, worker, place) or (_take(kind, worker, place) if bring_back_lost(kind) else None)


def _take(kind: str, worker: str, place: Place) -> Lease | None:
    with transaction.atomic():
        return start_next(kind, worker, place)


def bring_back_lost(kind: str) -> int:
    """Queue again what a worker held when it died, its lease having passed by the database's clock; how much it was.

    Each in a transaction of its own, so that nobody waits for two shares at once.
    """
    found = 0
    for pk in list(Item.objects.lost().filter(kind=kind).values_list("pk", flat=True)):
        with transaction.atomic():
            lock_work([pk])
            item = Item.objects.lost().filter(pk=pk).first()
            if item:  # else its worker is back, or another supervisor was quicker
                end_faulty_attempt(item, "worker_lost", worker=item.worker)
                found += 1
    return found


def end_faulty_attempt(item: Item, code: str, *, worker: str) -> Item:
    """After a fault of the infrastructure: queue `item` again, or fail it when that was the last attempt it had.

    It rests before the next attempt, twice as long after each fault up to the setting's limit, so that what is broken
    has time to be mended.
    """
    rests = min(settings.WORK_REST_SECONDS * 2**item.faults, settings.WORK_LONGEST_REST_SECONDS)
    item.not_before = Now() + timedelta(seconds=rests)
    item.faults += 1
    item.save(update_fields=["faults", "not_before"])
    reason = {"code": code, "params": {"worker": worker, "faults": item.faults}}
    was_last = item.faults >= settings.WORK_ATTEMPTS and not item.cancel_requested_at
    return move(item, State.FAILED if was_last else State.QUEUED, reason=reason, worker=worker)
