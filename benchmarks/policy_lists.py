"""What lists cost under the policy: the first page, the count, another order, a search; the actor's query included.

django-guardian's own list stands beside, on the same rows: it knows no suspension, and is no answer to the same
question.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from guardian.shortcuts import get_objects_for_user  # noqa: TID251  what we are compared with

from accounts.models import User
from agreements.models import Asset
from agreements.policy import Excerpt, Order, visible
from catalog.models import Dataset
from organizations.actor import Actor
from organizations.models import Organization

FIRST_PAGE = 50
DATASETS = Dataset.objects.select_related("asset__owner")
SEARCHED = {
    "search": "abc",  # in random hexadecimal names
    "search_rare": "abcdef",
    "search_all": "dataset",
    "search_told": "bearing plant 42",  # in what is told of them
    "search_told_often": "bearing",
}

Deeds = dict[str, Callable[[], Any]]


def person_of(organization: Organization) -> User:
    """The researcher and steward of one of the world's organizations."""
    return User.objects.get(email=f"someone@{organization.slug}.example")


def milliseconds(deeds: Deeds, rounds: int) -> dict[str, float]:
    """The median of each, done in turns so that what else the machine does falls on all alike."""
    taken: dict[str, list[float]] = {name: [] for name in deeds}
    for turn in range(rounds + 2):
        for name, deed in deeds.items():
            started = time.perf_counter()
            deed()
            if turn > 1:  # the first ones warm up
                taken[name].append(1000 * (time.perf_counter() - started))
    return {name: round(statistics.median(times), 2) for name, times in taken.items()}


class Reader:
    """Who reads lists: by the policy, and by guardian's shortcut."""

    def __init__(self, organization: Organization) -> None:
        self.organization, self.person = organization, person_of(organization)

    def page(self, **wanted: Any) -> list[Dataset]:
        """The first page of what the policy lets them know of."""
        only = Excerpt(FIRST_PAGE, **wanted)
        return list(self._visible(only).order_by(*only.ordering(Dataset))[:FIRST_PAGE])

    def searched(self, words: str, order: Order = Order.NEWEST) -> list[Dataset]:
        """The first page of a search, as the catalogue searches."""
        return self.page(order=order, named=words, also=_told(words))

    def count(self, words: str = "") -> int:
        """How much that is, or fits a search."""
        return self._visible(Excerpt(named=words, also=_told(words))).count()

    def by_guardian(self) -> QuerySet[Asset]:
        """What guardian's rows let them know of."""
        datasets = Asset.objects.filter(kind="dataset").select_related("owner")
        return get_objects_for_user(self.person, "agreements.discover_asset", datasets)

    def _visible(self, only: Excerpt) -> QuerySet[Dataset]:
        return visible(Actor.of(self.person, self.organization), DATASETS, "discover", only=only)


def newest(organization: Organization, rounds: int) -> dict[str, float]:
    """The first page of datasets, newest first: unfiltered, ours and guardian's."""
    reader = Reader(organization)
    unfiltered = DATASETS.order_by("-asset_id")
    return milliseconds(
        {
            "unfiltered": lambda: list(unfiltered[:FIRST_PAGE]),
            "ours": reader.page,
            "guardian": lambda: list(reader.by_guardian().order_by("-pk")[:FIRST_PAGE]),
        },
        rounds,
    )


def others(organization: Organization, rounds: int) -> dict[str, dict[str, float]]:
    """The count of all, the first page by name; of searches the first pages, newest first and by name, and the counts.

    Each is ours, and guardian's as far as it has one.
    """
    reader = Reader(organization)
    ours: Deeds = {"count": reader.count, "order_by_name": lambda: reader.page(order=Order.BY_NAME)}
    guardians: Deeds = {
        "count": lambda: reader.by_guardian().count(),
        "order_by_name": lambda: list(reader.by_guardian().order_by("name", "pk")[:FIRST_PAGE]),
    }
    for name, words in SEARCHED.items():
        ours[name] = partial(reader.searched, words)
        ours[f"{name}_by_name"] = partial(reader.searched, words, Order.BY_NAME)
        ours[f"{name}_counted"] = partial(reader.count, words)
        guardians[name] = partial(_searched_by_guardian, reader, words)
    return {"ours": milliseconds(ours, rounds), "guardian": milliseconds(guardians, rounds)}


def _told(words: str) -> QuerySet[Any, Any]:
    return Dataset.objects.telling_of(words).values("asset_id")


def _searched_by_guardian(reader: Reader, words: str) -> list[Asset]:
    return list(reader.by_guardian().filter(name__icontains=words).order_by("-pk")[:FIRST_PAGE])
