"""The one way from a state to the next."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from work.errors import NotAllowedNext
from work.leases import lease_time
from work.models import ENDED, NEXT, Item, State, Transition
from work.services.telling import tell


def move(item: Item, to: str, *, reason: dict[str, Any] | None = None, worker: str = "") -> Item:
    """Bring `item` to the state `to` and record it; `worker` is the one that takes or held it.

    The caller has checked its right to (a lease, a policy's yes); here only the order of states is kept.

    Raises:
        NotAllowedNext: `to` does not follow the state in which the item is by now.
    """
    with transaction.atomic():
        item = (
            Item.objects.select_for_update(of=("self",)).select_related("organization", "submitted_by").get(pk=item.pk)
        )
        if to not in NEXT[item.state]:
            raise NotAllowedNext(f"{item} is {item.state}: {to} does not follow.")
        before = item.state
        item.state = to
        item.reason = reason or {}
        item.worker = worker if to == State.RUNNING else item.worker
        changed = _consequences(item)
        item.save(update_fields=["state", "reason", "worker", *changed])
        Transition.objects.create(
            item=item, from_state=before, to_state=to, attempt=item.attempt, reason=item.reason, worker=worker
        )
        item.refresh_from_db(fields=changed)
        tell(item)
    return item


def _consequences(item: Item) -> list[str]:
    """Set on `item` what its new state brings along; the names of these fields."""
    if item.state == State.RUNNING:
        item.attempt += 1
        item.fencing_token = F("fencing_token") + 1
        item.lease_expires_at = Now() + lease_time()
        item.started_at = item.started_at or Now()
        return ["attempt", "fencing_token", "lease_expires_at", "started_at"]
    item.lease_expires_at = None
    if item.state in ENDED:
        item.finished_at = Now()
        return ["lease_expires_at", "finished_at"]
    item.phase = ""
    return ["lease_expires_at", "phase"]
