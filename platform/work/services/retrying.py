"""What has failed is tried again when a person says so, from its checkpoint where one is left."""

from django.db import transaction

from agreements.policy.answers import RestsOn
from work.errors import NotAllowedNext
from work.models import Item, State
from work.services.lifecycle import locked, move_locked
from work.services.wakeups import wake_workers


def retry(item: Item, *, rests_on: RestsOn) -> Item:
    """Queue what has failed once more, with all its attempts; `rests_on` is what it is let in by this time.

    Raises:
        NotAllowedNext: it has not failed.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if item.state != State.FAILED:
            raise NotAllowedNext(f"{item} is {item.state}: only what has failed is tried again.")
        item.faults, item.cancel_requested_at = 0, None
        item.pause_requested_at, item.paused_by, item.pause_note = None, None, ""
        item.agreements, item.assets = sorted(rests_on.agreements), sorted(rests_on.assets)
        item.save()
        wake_workers(item.kind)
        return move_locked(item, State.QUEUED, reason={"code": "retried", "params": {}})
