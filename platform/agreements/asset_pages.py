"""Pages of assets, of which each costs about the same however much there is."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from agreements.operations import Operation
from agreements.policy import Excerpt, visible
from organizations.actor import Actor


class AssetPages(Paginator[Any]):
    """The assets that one may know of, in an order: a page's end goes down into the search as its limit.

    `rows` are of a model that stands for an asset, or assets themselves; `only` says what fits, and the order.
    """

    def __init__(self, actor: Actor, rows: QuerySet[Any], on_a_page: int, only: Excerpt) -> None:
        super().__init__(visible(actor, rows, Operation.DISCOVER, only=only), on_a_page)
        self._actor, self._rows, self._only = actor, rows, only

    def page(self, number: int | str) -> Page[Any]:
        """The rows of one page; the count is of all that one may know of."""
        number = self.validate_number(number)
        start, end = (number - 1) * self.per_page, number * self.per_page
        only = replace(self._only, first=end)
        found = visible(self._actor, self._rows, Operation.DISCOVER, only=only)
        return Page(found.order_by(*only.ordering(found.model))[start:end], number, self)
