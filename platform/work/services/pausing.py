"""What a person pauses: it leaves the line or its place, keeps its checkpoint, and goes on when they say so."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from work.errors import NotAllowedNext
from work.models import Item, State
from work.services.lifecycle import fresh, let_in, locked, move_locked, paused
from work.services.wakeups import wake_workers

if TYPE_CHECKING:
    from accounts.models import User

REQUEST = ["pause_requested_at", "paused_by", "pause_note"]


def request_pause(item: Item, *, by: "User", note: str = "") -> Item:
    """Pause what waits at once, with all its parts; what runs seals its checkpoint and leaves its place within seconds.

    What the policy holds does not go on by itself any more. Asking twice changes nothing.

    Raises:
        NotAllowedNext: it has ended, or waits for other work: there is nothing to pause.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if not item.may_be_paused:
            raise NotAllowedNext(f"{item} is {item.state}: it can't be paused.")
        for part in [item, *_parts(item)]:
            if not part.pause_requested_at:
                _pause(part, by, note)
        return item


def _parts(item: Item) -> Iterator[Item]:
    return (fresh(part.pk) for part in item.children.under_way().order_by("pk"))


def _pause(item: Item, by: "User", note: str) -> None:
    """A part that waits for other work stays blocked until that is done."""
    Item.objects.filter(pk=item.pk).update(pause_requested_at=Now(), paused_by=by, pause_note=note)
    item.refresh_from_db(fields=REQUEST)
    if item.state == State.QUEUED or (item.awaits_children and item.state == State.BLOCKED):
        move_locked(item, State.HELD, reason=paused(item))


def resume_paused(item: Item) -> Item:
    """Let what a person paused go on with all its parts, or, where it has not stopped yet, as if nobody had asked.

    Raises:
        NotAllowedNext: nobody has paused it.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if not item.pause_requested_at or item.has_ended:
            raise NotAllowedNext(f"{item} is {item.state}, and nobody has paused it.")
        parts = list(_parts(item))
        for part in [item, *parts]:
            _resume(part, into=State.BLOCKED if part is item and parts else State.QUEUED)
        wake_workers(item.kind)
        return item


def _resume(item: Item, *, into: str) -> None:
    item.pause_requested_at, item.paused_by, item.pause_note = None, None, ""
    item.save(update_fields=REQUEST)
    if item.state != State.HELD:
        return
    if item.awaits_children and into == State.QUEUED:
        let_in(item)  # its last part may have ended since
    else:
        move_locked(item, into)
