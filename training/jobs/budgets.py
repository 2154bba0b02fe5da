"""What a job spends of the privacy budgets of its data: reserved when it is submitted, settled when it ends."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from agreements.policy import Decision, Loss, as_reserved
from jobs.models import Job, Result
from privacy.ledger import reserved_for, settle
from privacy.losses import gaussian
from privacy.models import Reservation
from work.models import Item, State


def loss_of(spec: dict[str, Any]) -> Loss | None:
    """What the weights may tell of a row at most, by a job's settings; None where training is not private."""
    told = spec.get("privacy", {})
    return Loss(told["epsilon"], told["delta"]) if told.get("epsilon") else None


def kept_to(job: Job) -> Callable[[Decision], Decision]:
    """The policy's yes to a job that goes on, as long as what it spends is reserved."""
    return partial(as_reserved, private=loss_of(job.spec) is not None, reserved=reserved_for(job.item))


def settle_ended(items: Sequence[Item]) -> None:
    """Write down what jobs that have ended spent, in the transaction that ends them."""
    told = Reservation.objects.open().select_related("dataset", "agreement").filter(item__in=items)
    ended = {item.pk: item for item in items}
    for reservation in told.order_by("pk"):
        settle([reservation], _spent(ended[reservation.item_id]))  # type: ignore[index]  # those of items alone


def _spent(item: Item) -> dict[str, Any] | None:
    """The steps that were really made, where that is known for sure: all that was reserved where it isn't.

    A child that stops by itself says so as the last thing it says, and an earlier attempt may have drawn other noise.
    """
    if item.attempt == 0:
        return {}
    if item.state == State.SUCCEEDED:
        told = Result.objects.get(pk=item.pk).results.get("privacy")
    else:
        told = item.progress.get("privacy") if item.attempt == 1 else None
    if not told:
        return None
    return gaussian(*(told[name] for name in ("noise_multiplier", "sample_rate", "steps"))) if told["steps"] else {}
