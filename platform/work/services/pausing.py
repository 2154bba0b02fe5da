"""What a person pauses: it leaves the line or its place, keeps its checkpoint, and goes on when they say so."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now

from work.errors import NotAllowedNext
from work.models import Item, State
from work.services.lifecycle import locked, move, move_locked
from work.services.wakeups import wake_workers

if TYPE_CHECKING:
    from accounts.models import User

PAUSABLE = {State.QUEUED, State.RUNNING, State.HELD}
REQUEST = ["pause_requested_at", "paused_by", "pause_note"]


def request_pause(item: Item, *, by: "User", note: str = "") -> Item:
    """Pause what waits at once; what runs seals its checkpoint and leaves its place within seconds.

    What the policy holds does not go on by itself any more. Asking twice changes nothing.

    Raises:
        NotAllowedNext: it has ended, or waits for other work: there is nothing to pause.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if item.state not in PAUSABLE:
            raise NotAllowedNext(f"{item} is {item.state}: it can't be paused.")
        if item.pause_requested_at:
            return item
        Item.objects.filter(pk=item.pk).update(pause_requested_at=Now(), paused_by=by, pause_note=note)
        item.refresh_from_db(fields=REQUEST)
        return move_locked(item, State.HELD, reason=paused(item)) if item.state == State.QUEUED else item


def resume_paused(item: Item) -> Item:
    """Let what a person paused go on: back into the line, or, where it has not stopped yet, as if nobody had asked.

    Raises:
        NotAllowedNext: nobody has paused it.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if not item.pause_requested_at or item.has_ended:
            raise NotAllowedNext(f"{item} is {item.state}, and nobody has paused it.")
        item.pause_requested_at, item.paused_by, item.pause_note = None, None, ""
        item.save(update_fields=REQUEST)
        if item.state == State.HELD:
            item = move_locked(item, State.QUEUED)
        wake_workers(item.kind)
        return item


def back_in_line(item: Item, *, reason: dict[str, Any] | None = None, worker: str) -> Item:
    """Queue again what `worker` had, unless a person has asked for its end or for a pause meanwhile."""
    if item.cancel_requested_at:
        return move(item, State.CANCELLED, worker=worker)
    if item.pause_requested_at:
        return move(item, State.HELD, reason=paused(item), worker=worker)
    return move(item, State.QUEUED, reason=reason, worker=worker)


def paused(item: Item) -> dict[str, Any]:
    """The reason of what a person paused; who it was stands on the item."""
    return {"code": "paused", "params": {"note": item.pause_note}}
