"""Budgets as the claim and the page see them: whose work has to wait because as much runs as may run at once."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from work.models import Budget, Item
from work.services.picking import FULL

USED_UP = f"WITH {FULL} SELECT organization_id, undertaking_id, user_id FROM full_budgets"  # noqa: S608  # a constant


@dataclass(frozen=True)
class Full:
    """Whose budgets allow nothing more now, by primary keys."""

    organizations: frozenset[int]
    undertakings: frozenset[int]
    users: frozenset[int]

    def stops(self, item: Item) -> bool:
        """Whether `item` has to wait for it."""
        return (
            item.organization_id in self.organizations
            or item.undertaking_id in self.undertakings
            or item.submitted_by_id in self.users
        )


def full() -> Full:
    """Whose budgets are used up at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(USED_UP)
        owners = cursor.fetchall()
    return Full(*(frozenset(row[column] for row in owners if row[column]) for column in range(3)))


def keeps_to_budgets(item: Item) -> bool:
    """Whether `item` may still start. Its budgets stay locked to the end of the transaction: nobody overdraws them.

    Call it when the work is locked: budgets are locked after work, and in the order of their keys.
    """
    of_item = Q(organization=item.organization_id) | Q(user=item.submitted_by_id)
    if item.undertaking_id:
        of_item |= Q(undertaking=item.undertaking_id)
    list(Budget.objects.filter(of_item).order_by("pk").select_for_update().values_list("pk"))
    return not full().stops(item)
