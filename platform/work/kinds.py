"""The kinds of work there are; higher apps register theirs when they are ready."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model

from agreements.policy import Decision
from work.leases import Lease
from work.models import Item


class Kind(ABC):
    """What is special to one kind of work; the queue and the supervisor do the rest."""

    name: ClassVar[str]
    gpus: ClassVar[int] = 1  # 0: it takes no place of a GPU, draws on no budget of them and waits behind no such work

    def places(self, gpus: int) -> int:
        """How many of it a worker that has so many GPUs does at once."""
        return max(int(settings.WORK_SLOTS), gpus)

    @property
    def memory_gib(self) -> float:
        """What the processes of one may hold at most; 0: any amount."""
        return float(settings.WORK_MEMORY_GIB)

    @property
    def most_seconds(self) -> float:
        """How long an attempt may take; 0: for ever."""
        return 0.0

    @property
    @abstractmethod
    def command(self) -> list[str]:
        """What starts a child that imports, says ready, and then waits for one order on its standard input."""

    @abstractmethod
    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Whether each of `items` (by primary key) may run now, asked of the policy for who submitted it."""

    @abstractmethod
    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Put the item's inputs into `folder`, read-only; the order for the child.

        Raises:
            JobFault: the inputs can't be had; a second attempt would not help.
        """

    @abstractmethod
    def accept(self, lease: Lease, folder: Path) -> Item:
        """Take the results in `folder`: bytes to the vault first, then one transaction that shows them and succeeds.

        Raises:
            LeaseLost: another worker holds the item by now; nothing is shown.
            NotNow: the policy refuses the publication.
            JobFault: what is in the folder is no result.
        """

    def unblock(self, item: Item) -> None:  # noqa: B027  # most kinds take nothing
        """What `item` waited for has just succeeded, in this transaction: take from it what it makes.

        Raises:
            JobFault: what it makes can't be taken; `item` is refused.
        """

    def keep_fault(self, lease: Lease, code: str, params: dict[str, Any]) -> dict[str, Any]:
        """What the item keeps of a fault's parameters; a kind whose faults quote data keeps those itself."""
        return params

    def let_go(self, items: Sequence[Item]) -> None:  # noqa: B027  # most kinds hold nothing
        """These have ended, in this transaction: give back what was kept for them alone."""

    def about(self, item: Item) -> Model:
        """What people know the item as: the audit names it."""
        return item


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make `kind` known under its name."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind:
    """The kind called `name`."""
    return _kinds[name]


def takes_gpu(name: str) -> bool:
    """Whether the kind called `name` takes places of GPUs, as work does unless its kind says otherwise."""
    kind = _kinds.get(name)
    return kind is None or kind.gpus > 0


def about(item: Item) -> Model:
    """What people know an item as."""
    kind = _kinds.get(item.kind)
    return kind.about(item) if kind else item


def let_go(items: Sequence[Item]) -> None:
    """Tell their kinds that these have ended."""
    for name, alike in groupby(sorted(items, key=attrgetter("kind", "pk")), key=attrgetter("kind")):
        if kind := _kinds.get(name):
            kind.let_go(list(alike))


def known() -> list[str]:
    """The names of all kinds."""
    return sorted(_kinds)
