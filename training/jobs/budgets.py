"""What a job has to keep to: the privacy budgets of its data, reserved when it is submitted and settled when it ends,
and the columns of them that are masked.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from agreements.policy import Decision, Loss, as_reserved, budgets_of, decide
from agreements.policy.names import in_figures
from catalog.models import DatasetVersion
from catalog.sight import uncut, using
from collaborations.models import Project
from jobs.columns import columns_of
from jobs.helpers import NO_HELPERS, Helpers
from jobs.models import Job, Result
from organizations.actor import Actor
from privacy.ledger import affordable, left_of, reserved_for, settle
from privacy.losses import gaussian
from privacy.models import Reservation
from work.models import Item, State


def loss_of(spec: dict[str, Any]) -> Loss | None:
    """What the weights may tell of a row at most, by a job's settings; None where training is not private."""
    told = spec.get("privacy", {})
    return Loss(told["epsilon"], told["delta"]) if told.get("epsilon") else None


def told_budget(dataset: DatasetVersion, project: Project, by: Actor) -> str:
    """What the terms of a dataset ask of training in a project, and what is left for it; "" where they have no budget.

    Of several budgets that of which the least is left.
    """
    decision = decide(by, "train", dataset.version, project=project.undertaking)
    if by.organization is None or not (budgets := budgets_of(decision)):
        return ""
    left, budget = min((left_of(budget, by.organization), budget) for budget in budgets)
    figures = {"left": in_figures(left), "most": in_figures(budget.epsilon), "delta": in_figures(budget.delta)}
    words = _("The dataset’s terms ask for private training: ε = %(left)s of %(most)s is left, at δ = %(delta)s.")
    return words % figures


def kept_to(job: Job) -> Callable[[Decision], Decision]:
    """The policy's yes to a job that goes on, as long as what it spends is reserved and nothing it learns is masked."""
    reserved = partial(as_reserved, private=loss_of(job.spec) is not None, reserved=reserved_for(job.item))
    learns = learning(job, job.helping)
    return lambda yes: reserved(learns(yes))


def learning(job: Job, helpers: Helpers = NO_HELPERS) -> Callable[[Decision], Decision]:
    """What a yes to a job's data has to keep to: it masks no column that the job learns from, or none of synonyms."""
    learns = using(job.dataset_version, columns_of(job.spec, job.dataset_version))
    if "synonyms" not in helpers:
        return learns
    whole = uncut(DatasetVersion.objects.get(version=helpers["synonyms"]))
    return lambda yes: whole(learns(yes))


def let_in(job: Job, by: Actor, helpers: Helpers) -> Callable[[Decision], Decision]:
    """The policy's yes to a job that is submitted or tried again: it can spend what it asks, and nothing is masked."""
    affords, learns = affordable(loss_of(job.spec), by), learning(job, helpers)
    return lambda yes: affords(learns(yes))


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
