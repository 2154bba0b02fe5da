"""Which budget keeps a piece of work waiting, for the one who waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from work.models import Budget, Item


class Limit(StrEnum):
    """What a budget can be used up in."""

    RUNNING = "running"
    GPU_SECONDS = "gpu_seconds"
    STORAGE = "storage_bytes"


@dataclass(frozen=True)
class Shortage:
    """The budget that leaves too little, in what, how much is left, and how much is needed."""

    budget: Budget
    limit: Limit
    left: float
    needed: float

    @property
    def is_for_good(self) -> bool:
        """Whether it would be too little even if nothing were used."""
        return bool(self.needed > getattr(self.budget, self.limit))


@dataclass(frozen=True)
class Budgets:
    """The budgets that some work is under."""

    budgets: list[Budget]

    def shortage(self, item: Item) -> Shortage | None:
        """The first that leaves too little for `item`; the claim compares the same (services/drawing.py)."""
        for budget in self.budgets:
            if budget.is_over(item):
                for limit, left, needed in _asked(budget, item):
                    if left is not None and needed > left:
                        return Shortage(budget, limit, left, needed)
        return None


def budgets_over(items: Iterable[Item]) -> Budgets:
    """The budgets of the organizations, projects and people of `items`: the organization's first."""
    items = list(items)
    of_items = Q(organization__in={item.organization_id for item in items})
    of_items |= Q(undertaking__in={item.undertaking_id for item in items if item.undertaking_id})
    of_items |= Q(user__in={item.submitted_by_id for item in items})
    found = Budget.objects.filter(of_items).select_related("organization", "undertaking", "user")
    return Budgets(list(found.order_by("organization", "undertaking", "user")))


def _asked(budget: Budget, item: Item) -> list[tuple[Limit, float | None, float]]:
    of_gpus = [
        (Limit.RUNNING, budget.running_left, 1),
        (Limit.GPU_SECONDS, budget.gpu_seconds_left, item.gpus * item.expected_seconds),
    ]
    return [*(of_gpus if item.gpus else []), (Limit.STORAGE, budget.bytes_left, item.expected_bytes)]
