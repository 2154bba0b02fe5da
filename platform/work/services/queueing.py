"""Into the queue and out of it: what people do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from agreements.policy import Decision
from agreements.policy.answers import RestsOn
from work.errors import NotAllowedNext, PredecessorEnded
from work.models import ENDED, Item, State, Transition
from work.services.holding import policy_reason
from work.services.lifecycle import locked, move, move_locked
from work.services.lines import expected_seconds
from work.services.placing import narrowed
from work.services.settling import open_share
from work.services.waiting import estimate_start
from work.services.wakeups import wake_workers

if TYPE_CHECKING:
    from agreements.models import Undertaking
    from organizations.actor import Actor

NOTHING = RestsOn()


@dataclass(frozen=True)
class Asks:
    """What work asks of the queue: the project whose budget it draws on, what its place must have, how long it takes.

    It takes so many `places` together or not at all, of several workers where none has as many; each must have
    `memory_gib`. Work of no `places` needs no GPU: of its budgets only `expected_bytes` are asked, which is what its
    results may take of the storage. `sites` is where it may run (anywhere, if empty), of these `wished_sites` are
    wanted; without `expected_seconds` its kind's last times are taken. It waits for `after` to succeed; with
    `awaits_children` for its parts to end, which name it as their `parent`.
    """

    undertaking: "Undertaking | None" = None
    priority: int = 0
    places: int = 1
    memory_gib: float = 0
    sites: Sequence[str] = ()
    wished_sites: Sequence[str] = ()
    expected_seconds: float | None = None
    after: Item | None = None
    parent: Item | None = None
    awaits_children: bool = False
    expected_bytes: int = 0


NOTHING_SPECIAL = Asks()


def enqueue(kind: str, *, by: "Actor", rests_on: RestsOn = NOTHING, asks: Asks = NOTHING_SPECIAL) -> Item:
    """Queue a piece of work of the organization `by` acts for; workers wake when the transaction commits.

    `rests_on` is what the policy's yes was read from: what is taken back finds the work by it. When it should start is
    estimated here and compared with when it did.

    Raises:
        PredecessorEnded: what it should wait for has ended without success.
    """
    assert by.organization is not None, "the policy lets only members of organizations submit work"
    with transaction.atomic():
        blocked = asks.awaits_children or (asks.after is not None and _is_awaited(asks.after))
        open_share(by.organization.pk)
        item = Item.objects.create(
            kind=kind,
            organization=by.organization,
            submitted_by=by.user,
            undertaking=asks.undertaking,
            state=State.BLOCKED if blocked else State.QUEUED,
            after=asks.after,
            parent=asks.parent,
            awaits_children=asks.awaits_children,
            priority=asks.priority,
            gpus=asks.places,
            memory_gib=asks.memory_gib,
            sites=narrowed(asks.sites, asks.wished_sites),
            wished_sites=list(asks.wished_sites),
            expected_seconds=asks.expected_seconds or expected_seconds(kind) or settings.WORK_EXPECTED_SECONDS,
            expected_bytes=asks.expected_bytes,
            agreements=sorted(rests_on.agreements),
            assets=sorted(rests_on.assets),
        )
        Transition.objects.create(item=item, to_state=item.state, attempt=0)
        if not blocked:
            item.estimated_start_at = estimate_start(item)
            item.save(update_fields=["estimated_start_at"])
            wake_workers(kind)
    return item


def _is_awaited(predecessor: Item) -> bool:
    """Whether it is still to succeed; it stays as it is until the transaction ends."""
    state = Item.objects.select_for_update().values_list("state", flat=True).get(pk=predecessor.pk)
    if state in ENDED and state != State.SUCCEEDED:
        raise PredecessorEnded(f"{predecessor} is {state}.")
    return bool(state != State.SUCCEEDED)


def set_priority(item: Item, priority: int) -> Item:
    """Let `item`, and its parts that have not ended, go before or behind others of its kind.

    Raises:
        NotAllowedNext: it has ended.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if item.has_ended:
            raise NotAllowedNext(f"{item} is {item.state}: it waits for nothing any more.")
        item.priority = priority
        item.save(update_fields=["priority"])
        item.children.under_way().update(priority=priority)
    return item


def request_cancel(item: Item) -> Item:
    """Cancel what waits or is held at once, with all its parts; what runs is stopped by its worker within seconds.

    Asking twice, or after the end, changes nothing.
    """
    with transaction.atomic():
        item = locked(item.pk)
        if item.has_ended:
            return item
        if item.state == State.RUNNING:
            Item.objects.filter(pk=item.pk, cancel_requested_at=None).update(cancel_requested_at=Now())
            item.refresh_from_db()
        else:
            item = move_locked(item, State.CANCELLED)
        wake_workers(item.kind)
    return item


def refuse_held(item: Item, decision: Decision) -> None:
    """End held work, because what it was let in by has ended for good."""
    try:
        move(item, State.REFUSED, reason=policy_reason(decision))
    except NotAllowedNext:  # cancelled meanwhile, or another worker's supervisor was quicker
        return


def take_up_again(item: Item) -> None:
    """Bring held work back into the queue, because the policy allows it again."""
    try:
        move(item, State.QUEUED)
    except NotAllowedNext:  # cancelled meanwhile, or another worker's supervisor was quicker
        return
    wake_workers(item.kind)
