"""What has failed is tried again when a person says so, from its checkpoint where one is left."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agreements.policy.answers import RestsOn
from work.errors import NotAllowedNext
from work.kinds import kind_of
from work.models import Item, State
from work.services.holding import is_over
from work.services.lifecycle import locked, move_locked
from work.services.wakeups import wake_workers


def retry(item: Item, *, rests_on: RestsOn) -> Item:
    """Queue what has failed once more, with all its attempts; `rests_on` is what it is let in by this time.

    Raises:
        NotAllowedNext: it has not failed, or what it is a part of waits for no part any more.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if item.state != State.FAILED:
            raise NotAllowedNext(f"{item} is {item.state}: only what has failed is tried again.")
        if item.parent and item.parent.state != State.BLOCKED:
            raise NotAllowedNext(f"{item} is part of {item.parent}, which is {item.parent.state}.")
        item.faults, item.cancel_requested_at = 0, None
        item.pause_requested_at, item.paused_by, item.pause_note = None, None, ""
        item.agreements, item.assets = sorted(rests_on.agreements), sorted(rests_on.assets)
        item.save()
        wake_workers(item.kind)
        return move_locked(item, State.QUEUED, reason={"code": "retried", "params": {}})


def worth_keeping(items: Iterable[Item]) -> set[int]:
    """Of ended work, by primary key, what may be tried again: it failed lately, and its terms have not ended since."""
    since = timezone.now() - timedelta(days=settings.WORK_KEEP_FAILED_DAYS)
    failed: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.state == State.FAILED and item.finished_at and item.finished_at > since:
            failed[item.kind].append(item)
    decisions = [kind_of(kind).authorize(alike) for kind, alike in failed.items()]
    return {pk for asked in decisions for pk, decision in asked.items() if not is_over(decision)}
