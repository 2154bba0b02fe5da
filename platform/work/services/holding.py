"""What the holder of a lease writes; each write shows its token, so a late ghost changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from agreements.policy import Decision
from work.leases import Lease, held_item
from work.models import Item, Line, State
from work.services.claims import end_faulty_attempt
from work.services.lifecycle import move
from work.services.locking import lock_work

# The policy's reasons that no later moment undoes.
FOR_GOOD = frozenset({"ended", "withdrawn", "all_withdrawn", "made_of_withdrawn"})


@dataclass(frozen=True)
class Said:
    """A line that a child said, not yet written."""

    sequence: int
    kind: str
    data: dict[str, Any]


def report(lease: Lease, lines: Iterable[Said], *, phase: str = "", progress: dict[str, Any] | None = None) -> None:
    """Append `lines` and, where given, bring the item's phase and progress up to date.

    Raises:
        LeaseLost: another worker holds the item by now; nothing is written.
    """
    with transaction.atomic():
        item = held_item(lease)
        Line.objects.bulk_create(
            Line(item=item, attempt=lease.attempt, sequence=line.sequence, kind=line.kind, data=line.data)
            for line in lines
        )
        if phase:
            item.phase = phase
        if progress is not None:
            item.progress = progress
        if phase or progress is not None:
            item.save(update_fields=["phase", "progress"])


def succeed(lease: Lease, *, stored_bytes: int = 0) -> Item:
    """The work is done and its results are shown; called inside the transaction that shows them.

    `stored_bytes` is what they take of the storage.
    """
    return _end(lease, State.SUCCEEDED, stored_bytes=stored_bytes)


def fail(lease: Lease, code: str, params: dict[str, Any]) -> Item:
    """The work itself is at fault: there is no second attempt."""
    return _end(lease, State.FAILED, {"code": code, "params": params})


def cancelled(lease: Lease) -> Item:
    """The child has stopped because someone asked for it."""
    return _end(lease, State.CANCELLED)


def refuse(lease: Lease, decision: Decision) -> Item:
    """The policy said no after the claim, before anything started."""
    return _end(lease, State.REFUSED, policy_reason(decision))


def hold(lease: Lease, decision: Decision) -> Item:
    """The policy said no while it ran: the checkpoint is sealed and waits."""
    return _end(lease, State.HELD, policy_reason(decision))


def give_back(lease: Lease, code: str = "worker_left") -> Item:
    """The worker is going, or another of its gang, through no fault of anyone: the next goes on from the checkpoint."""
    with transaction.atomic():
        reason = {"code": code, "params": {"worker": lease.worker}}
        return move(_held(lease), State.QUEUED, reason=reason, worker=lease.worker)


def pause(lease: Lease) -> Item:
    """The child has sealed its checkpoint for a person's pause, who may have let it go on meanwhile."""
    with transaction.atomic():
        return move(_held(lease), State.QUEUED, worker=lease.worker)


def move_away(lease: Lease, sites: list[str]) -> Item:
    """Its terms name other sites by now: a worker there takes it."""
    with transaction.atomic():
        item = _held(lease)
        Item.objects.filter(pk=item.pk).update(sites=sites)
        reason = {"code": "other_site", "params": {"worker": lease.worker, "sites": ", ".join(sites)}}
        return move(item, State.QUEUED, reason=reason, worker=lease.worker)


def give_back_after_crash(lease: Lease, code: str) -> Item:
    """The child died of what may be the infrastructure's fault: the next tries again, while attempts are left."""
    with transaction.atomic():
        return end_faulty_attempt(_held(lease), code, worker=lease.worker)


def _end(lease: Lease, state: str, reason: dict[str, Any] | None = None, *, stored_bytes: int = 0) -> Item:
    with transaction.atomic():
        return move(_held(lease), state, reason=reason, worker=lease.worker, stored_bytes=stored_bytes)


def _held(lease: Lease) -> Item:
    """The item under `lease`, locked with all that may move with it."""
    lock_work([lease.item_id])
    return held_item(lease)


def policy_reason(decision: Decision) -> dict[str, Any]:
    """The policy's no as an item stores it: codes and references, made words for whoever reads."""
    return {"code": "policy", "params": {"reasons": [reason.as_json() for reason in decision.reasons]}}


def is_over(decision: Decision) -> bool:
    """Whether a refusal will not be undone: the agreement has ended, or rows were withdrawn."""
    return not decision.allowed and all(reason.code in FOR_GOOD for reason in decision.reasons)
