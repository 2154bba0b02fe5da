"""What a privacy budget lets be spent: the clauses behind a yes, each for one dataset, and what is asked of them."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, NamedTuple

from agreements.operations import Operation
from agreements.policy import masking
from agreements.policy.answers import Decision, Reason

CODE = "privacy_budget"
SPENDING = frozenset({Operation.TRAIN, Operation.STATISTICS})
ROUNDING = 1e-9  # of sums of floating-point numbers, as a share


class Loss(NamedTuple):
    """What somebody wants to learn of rows at most: (ε, δ) of differential privacy."""

    epsilon: float
    delta: float


class Budget(NamedTuple):
    """What a clause lets its recipient spend on one dataset; agreement and dataset by their public ids."""

    agreement: str
    clause: int
    asset: str
    epsilon: float
    delta: float


class Sums(NamedTuple):
    """ε that is spent or reserved, without and with what is asked: by the recipient under its clause, and by all.

    `limit` is the most that the dataset's owner lets all spend together; None where nothing is said.
    """

    before: float
    after: float
    total_before: float = 0.0
    total_after: float = 0.0
    limit: float | None = None


def told_of(obligation: dict[str, Any], operation: Operation, asset: str) -> dict[str, Any] | None:
    """An obligation of a grant as it binds who does `operation` to `asset`: only what learns from rows spends, and a
    mask is one dataset's.
    """
    params: dict[str, Any] = obligation["params"]
    match obligation["code"]:
        case code if code == CODE:
            return {**params, "asset": asset} if operation in SPENDING else None
        case masking.CODE:
            return params if params["asset"] == asset else None
        case _:
            return params


def budgets_of(decision: Decision) -> list[Budget]:
    """The clauses by which what is decided has to keep to a budget, the datasets in the order of their ids."""
    found = [
        Budget(told["agreement"], told["clause"], told["asset"], float(told["epsilon"]), float(told["delta"]))
        for told in (one.params for one in decision.obligations if one.code == CODE)
    ]
    return sorted(found, key=lambda budget: (budget.asset, budget.agreement))


def within_budgets(decision: Decision, asked: Loss | None, sums: Callable[[Budget], Sums]) -> Decision:
    """The decision; or a no, where a budget is asked for more than is left of it, or by what is not private at all."""
    refusals = [reason for budget in budgets_of(decision) for reason in _refusals(budget, asked, sums)]
    return replace(decision, allowed=False, reasons=tuple(refusals)) if decision.allowed and refusals else decision


def as_reserved(decision: Decision, *, private: bool, reserved: Collection[tuple[str, str]]) -> Decision:
    """The decision; or a no, where what runs has nothing reserved of a budget, by its agreement and dataset."""
    if not decision.allowed:
        return decision
    code = "not_reserved" if private else "not_private"
    refusals = [
        Reason(code, _refs(budget))
        for budget in budgets_of(decision)
        if not private or (budget.agreement, budget.asset) not in reserved
    ]
    return replace(decision, allowed=False, reasons=tuple(refusals)) if refusals else decision


def _refusals(budget: Budget, asked: Loss | None, sums: Callable[[Budget], Sums]) -> list[Reason]:
    if asked is None:
        return [Reason("not_private", _refs(budget))]
    told, found = sums(budget), []
    if not told.after <= budget.epsilon * (1 + ROUNDING):
        left = max(0.0, budget.epsilon - told.before)
        found.append(Reason("budget_spent", {**_refs(budget), **_asked(asked), "left": left}))
    if told.limit is not None and not told.total_after <= told.limit * (1 + ROUNDING):
        left = max(0.0, told.limit - told.total_before)
        found.append(Reason("total_spent", {"asset": budget.asset, **_asked(asked), "left": left}))
    return found


def _refs(budget: Budget) -> dict[str, Any]:
    return {**budget._asdict()}


def _asked(asked: Loss) -> dict[str, float]:
    return {"asked": asked.epsilon, "asked_delta": asked.delta}
