"""Privacy budgets: reserved before anything is learned of rows, settled when it is known what was.

What is refused is refused by the policy (`agreements.policy.budgeting`), which is told here what is spent. Every row is
written once; whoever reserves holds the lock of the dataset's limit, so that two at once can't overspend.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Agreement, Asset
from agreements.policy import Budget, Decision, Loss, Sums, budgets_of, permitted, within_budgets
from audit.services import record
from organizations.actor import Actor
from organizations.models import Organization
from privacy.losses import Charge, cost, spent
from privacy.models import Limit, Reservation, Settlement
from work.models import Item


def affordable(asked: Loss | None, by: Actor) -> Callable[[Decision], Decision]:
    """For `permitted`: the yes, as long as its budgets have so much left. None asks for what is not private at all."""

    def kept(decision: Decision) -> Decision:
        if asked is not None:
            _stand_in_line(budgets_of(decision))
        return within_budgets(decision, asked, lambda budget: _sums(budget, asked, by))

    return kept


def reserve(decision: Decision, asked: Loss, *, by: Actor, item: Item | None = None) -> list[Reservation]:
    """Take what is asked out of each budget behind a yes that `affordable` has kept, in the same transaction."""
    assert by.organization is not None  # who acts for nobody has had no yes
    made = []
    for budget in budgets_of(decision):
        dataset = Asset.objects.get(uid=budget.asset)
        made.append(
            Reservation.objects.create(
                dataset=dataset,
                agreement=Agreement.objects.get(uid=budget.agreement),
                recipient=by.organization,
                item=item,
                epsilon=asked.epsilon,
                delta=asked.delta,
                by=by.user,
            )
        )
        record(
            by,
            "privacy_budget.reserved",
            dataset,
            decision=decision,
            agreement=budget.agreement,
            epsilon=asked.epsilon,
            delta=asked.delta,
        )
    return made


def settle(reservations: Iterable[Reservation], loss: dict[str, Any] | None) -> None:
    """Write down what was spent of each: `loss` as `privacy.losses` makes it, None for all of it. Once for each."""
    for reservation in reservations:
        Settlement.objects.create(reservation=reservation, loss=loss)
        record(
            None,
            "privacy_budget.settled",
            reservation.dataset,
            agreement=str(reservation.agreement.uid),
            epsilon=_charge(reservation, loss).epsilon,
            delta=reservation.delta,
            loss=loss,
        )


def reserved_for(item: Item) -> set[tuple[str, str]]:
    """Of which budgets something is reserved for a job, by agreement and dataset."""
    told = Reservation.objects.open().filter(item=item).values_list("agreement__uid", "dataset__uid")
    return {(str(agreement), str(dataset)) for agreement, dataset in told}


def set_limit(dataset: Asset, epsilon: float | None, delta: float | None, *, by: Actor) -> Limit:
    """Say what all recipients together may spend on a dataset; nulls say nothing.

    Raises:
        NotAllowed: `by` is no steward of its owner.
        ValidationError: it is no budget.
    """
    with permitted(by, [("limit_budget", dataset)]) as yes:
        limit = _locked(dataset)
        limit.epsilon, limit.delta = epsilon, delta
        try:
            limit.validate_constraints()
        except ValidationError as error:
            words = _("A budget is an ε above 0 and a δ from 0 to below 1, both or neither.")
            raise ValidationError(words, code="no_budget") from error
        limit.save()
        record(by, "privacy_budget.limited", dataset, decision=yes, epsilon=epsilon, delta=delta)
    return limit


def left_of(budget: Budget, recipient: Organization) -> float:
    """The ε that is left of a budget to its recipient."""
    return max(0.0, budget.epsilon - spent_by(_of_clause(budget, recipient), budget.delta))


def spent_by(reservations: Iterable[Reservation], delta: float, *more: Charge) -> float:
    """The ε at `delta` that all of these, and `more`, may have told at most."""
    return spent([*(as_it_stands(each) for each in reservations), *more], delta)


def as_it_stands(reservation: Reservation) -> Charge:
    """What it counts for by now: all that was reserved, until it is known what was spent."""
    settlement: Settlement | None = getattr(reservation, "settlement", None)
    return _charge(reservation, settlement.loss if settlement else None)


def _charge(reservation: Reservation, loss: dict[str, Any] | None) -> Charge:
    """What it counts for; a mechanism that is known may have told less than was reserved."""
    most, delta = reservation.epsilon, reservation.delta
    return Charge(min(most, cost(loss, delta)) if loss is not None else most, delta, loss)


def _sums(budget: Budget, asked: Loss | None, by: Actor) -> Sums:
    assert asked is not None  # else the policy has said no already,
    assert by.organization is not None  # and so of who acts for nobody
    more = Charge(asked.epsilon, asked.delta)
    own = list(_of_clause(budget, by.organization))
    before, after = spent_by(own, budget.delta), spent_by(own, budget.delta, more)
    limit = Limit.objects.get(dataset__uid=budget.asset)
    if limit.epsilon is None or limit.delta is None:
        return Sums(before, after)
    everybody = list(Reservation.objects.told().filter(dataset=limit.dataset_id))
    in_total = spent_by(everybody, limit.delta), spent_by(everybody, limit.delta, more)
    return Sums(before, after, *in_total, limit.epsilon)


def _of_clause(budget: Budget, recipient: Organization) -> Iterable[Reservation]:
    return Reservation.objects.told().by_clause(budget.asset, budget.agreement, recipient)


def _stand_in_line(budgets: list[Budget]) -> None:
    """Whoever reserves of the same dataset waits here, and then sees what was reserved before."""
    for dataset in Asset.objects.filter(uid__in={budget.asset for budget in budgets}).order_by("pk"):
        _locked(dataset)


def _locked(dataset: Asset) -> Limit:
    Limit.objects.get_or_create(dataset=dataset)
    return Limit.objects.select_for_update().get(dataset=dataset)
