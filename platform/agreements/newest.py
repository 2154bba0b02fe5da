"""Pages of the newest first, of which each costs about the same however much there is."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from agreements.operations import Operation
from agreements.policy import visible
from organizations.actor import Actor


class NewestFirst(Paginator[Any]):
    """The assets that one may know of, in their order of key: a page's end goes down into the search as its limit."""

    def __init__(self, actor: Actor, rows: QuerySet[Any], on_a_page: int) -> None:
        super().__init__(visible(actor, rows, Operation.DISCOVER), on_a_page)
        self._actor, self._rows = actor, rows

    def page(self, number: int | str) -> Page[Any]:
        """The rows of one page; the count is of all that one may know of."""
        number = self.validate_number(number)
        start, end = (number - 1) * self.per_page, number * self.per_page
        newest = visible(self._actor, self._rows, Operation.DISCOVER, newest=end)
        return Page(newest[start:end], number, self)
