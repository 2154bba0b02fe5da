"""The one way from a state to the next, but for the start of what waits (work/services/starting.py)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from work.errors import JobFault, NotAllowedNext
from work.kinds import kind_of, let_go
from work.models import ENDED, NEXT, Item, State, Transition
from work.services.locking import lock_work
from work.services.settling import settle
from work.services.telling import tell
from work.services.wakeups import wake_workers


def move(item: Item, to: str, *, reason: dict[str, Any] | None = None, worker: str = "", stored_bytes: int = 0) -> Item:
    """Bring `item` to the state `to` and record it; `worker` is the one that held it, `stored_bytes` what it left.

    The caller has checked its right to (a lease, a policy's yes); here only the order of states is kept, and what
    people have asked meanwhile: what they want cancelled does not go on, what they have paused does not join the line.

    Raises:
        NotAllowedNext: `to` does not follow the state in which the item is by now.
    """
    with transaction.atomic():
        return move_locked(locked(item.pk), to, reason=reason, worker=worker, stored_bytes=stored_bytes)


def locked(pk: int) -> Item:
    """The item `pk`, locked with all that may move with it until the transaction ends; `asked_at` is now there."""
    lock_work([pk])
    return fresh(pk)


def fresh(pk: int) -> Item:
    """As `locked`, of an item that is locked already, but for what began to wait at this very moment."""
    items = Item.objects.select_for_update(of=("self",)).select_related("organization", "submitted_by")
    return items.annotate(asked_at=Now()).get(pk=pk)


def move_locked(
    item: Item, to: str, *, reason: dict[str, Any] | None = None, worker: str = "", stored_bytes: int = 0
) -> Item:
    """As `move`, of an item from `locked`, in the transaction that locked it."""
    to, reason = _as_asked(item, to, reason or {})
    if to not in NEXT[item.state]:
        raise NotAllowedNext(f"{item} is {item.state}: {to} does not follow.")
    before = item.state
    if before == State.RUNNING:
        settle(item, stored_bytes=stored_bytes)
        if item.gpus > 1:
            item.seats.all().delete()  # where it was a gang over workers, they stop their parts of it
    item.state, item.reason = to, reason
    changed = _consequences(item, _asked_at(item))
    item.save(update_fields=["state", "reason", "drawn_on", "stored_bytes", *changed])
    Transition.objects.create(
        item=item, from_state=before, to_state=to, attempt=item.attempt, reason=item.reason, worker=worker
    )
    tell(item)
    if item.state in ENDED:
        let_go([item])
        settle_successors(item)
        settle_family(item)
    return item


def _as_asked(item: Item, to: str, reason: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if item.cancel_requested_at and to in (State.QUEUED, State.HELD):
        return State.CANCELLED, {}
    if item.pause_requested_at and to == State.QUEUED:
        return State.HELD, paused(item)
    return to, reason


def paused(item: Item) -> dict[str, Any]:
    """The reason of what a person paused; who it was stands on the item."""
    return {"code": "paused", "params": {"note": item.pause_note}}


def settle_successors(item: Item) -> None:
    """Let what waited for `item` into the line, now that it has succeeded; after another end refuse it, and why."""
    waiting = Item.objects.filter(after=item.pk, state=State.BLOCKED).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        successor = fresh(pk)
        if successor.state != State.BLOCKED:  # it ended with what it is a part of
            continue
        if item.state != State.SUCCEEDED:
            move_locked(successor, State.REFUSED, reason={"code": "after_ended", "params": {"state": item.state}})
        elif not successor.awaits_children:  # whose parts wait as it does, and are let in
            let_in(successor)


def settle_family(item: Item) -> None:
    """Let what `item` is a part of into the line when no part is left; parts of what will never run end with it."""
    if item.parent_id:
        parent = fresh(item.parent_id)
        if parent.state == State.BLOCKED and not parent.children.under_way().exists():
            let_in(parent)
    if item.awaits_children and item.state != State.SUCCEEDED:
        for part in item.children.under_way().order_by("pk"):
            if part.state == State.RUNNING:
                Item.objects.filter(pk=part.pk, cancel_requested_at=None).update(cancel_requested_at=Now())
            else:
                move_locked(fresh(part.pk), State.CANCELLED)


def let_in(item: Item) -> None:
    """What was blocked, into the line; what can't take what was made for it is refused, and what was made stays."""
    try:
        with transaction.atomic():
            kind_of(item.kind).unblock(item)
    except JobFault as fault:
        move_locked(item, State.REFUSED, reason={"code": fault.code, "params": fault.params})
        return
    move_locked(item, State.QUEUED)
    wake_workers(item.kind)


def _asked_at(item: Item) -> datetime:
    asked_at: datetime = item.asked_at  # type: ignore[attr-defined]  # annotated by `locked`
    return asked_at


def _consequences(item: Item, now: datetime) -> list[str]:
    """Set on `item` what its new state brings along; the names of these fields."""
    item.lease_expires_at = None
    if item.state in ENDED:
        item.finished_at = now
        return ["lease_expires_at", "finished_at"]
    item.phase, item.finished_at = "", None
    return ["lease_expires_at", "phase", "finished_at"]
