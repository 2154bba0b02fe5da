"""Which rows are for training, for validation and for the test."""

import math
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.faults import JobFault
from engine.spec import Split

ROWS_NEEDED = 20  # below this an interval on the test rows says nothing
PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Parts:
    """Row indices of each part, each in ascending order, and how many repeated rows were left out."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    dropped: int

    def counted(self) -> dict[str, int]:
        """How many rows are in each, and how many in none."""
        return {**{part: len(getattr(self, part)) for part in PARTS}, "dropped_duplicates": self.dropped}


Regroup = Callable[[Sequence[Hashable], Parts], Parts]  # keys (n) of the rows, and their parts → other parts


class Together:
    """Splits of several tasks: a text that several of them have is in the same part for all, that of the first."""

    def __init__(self) -> None:
        self.place: dict[Hashable, int] = {}  # in PARTS

    def of(self, task: str) -> Regroup:
        """How rows of `task` are put where their texts are. Raises JobFault task_alone where a part is left empty."""

        def regroup(keys: Sequence[Hashable], parts: Parts) -> Parts:
            rows: tuple[list[int], ...] = ([], [], [])
            for place, name in enumerate(PARTS):
                for row in getattr(parts, name).tolist():
                    rows[self.place.setdefault(keys[row], place)].append(row)
            for name, each in zip(PARTS, rows, strict=True):
                if not each:
                    raise JobFault("task_alone", task=task, part=name)
            train, validation, test = (np.sort(np.array(each, dtype=np.int64)) for each in rows)
            return Parts(train, validation, test, parts.dropped)

        return regroup


def split_rows(
    keys: Sequence[Hashable] | np.ndarray,
    labels: np.ndarray | None,
    shares: Split,
    *,
    seed: int,
    given: np.ndarray | None = None,
) -> Parts:
    """A split in which no key stands twice: of rows with the same key one is kept.

    `keys` (n), or digests of them (n, numbers), say which rows are the same. `labels` (n,) are their classes, None
    where there are none: with classes each is split by itself, so that every class has at least one row in every part.
    With `given` (n,), places in PARTS, the rows go where it says, and of the same ones a test row is kept rather than
    one to validate or train on.
    Raises JobFault: too_few_rows, class_too_small, class_unseen.
    """
    kept = _first_of_each(keys, given)
    if len(kept) < ROWS_NEEDED:
        raise JobFault("too_few_rows", rows=len(kept), needed=ROWS_NEEDED)
    dropped = len(keys) - len(kept)
    if given is not None:
        train, validation, test = (kept[given[kept] == place] for place in range(len(PARTS)))
        if labels is not None:
            check_seen(labels, train, kept)
        return Parts(train, validation, test, dropped)
    if labels is None:
        labels = np.zeros(len(keys), dtype=np.int64)
    _check_classes(labels, kept)
    random = np.random.Generator(np.random.PCG64(seed))
    parts: dict[str, list[np.ndarray]] = {part: [] for part in PARTS}
    for label in np.unique(labels[kept]):
        members = random.permutation(kept[labels[kept] == label])
        first, second, _ = _counts(len(members), shares)
        for part, rows in zip(PARTS, np.split(members, [first, first + second]), strict=True):
            parts[part].append(rows)
    joined = {part: np.sort(np.concatenate(rows)) for part, rows in parts.items()}
    return Parts(**joined, dropped=dropped)


def normalised(text: str) -> str:
    """What two texts have in common when a person would call them the same: case, width and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _first_of_each(keys: Sequence[Hashable] | np.ndarray, given: np.ndarray | None) -> np.ndarray:
    """The rows that are kept, ascending: the first with its key, test rows before others where parts are given."""
    order = np.arange(len(keys)) if given is None else np.argsort(-given, kind="stable")
    if isinstance(keys, np.ndarray):
        return np.sort(order[_first_of_each_digest(keys[order])])
    first: dict[Hashable, int] = {}
    for row in order.tolist():
        first.setdefault(keys[row], row)
    return np.sort(np.fromiter(first.values(), dtype=np.int64))


def _first_of_each_digest(digests: np.ndarray) -> np.ndarray:
    """Where each of the digests (n, words) stands first; a dictionary of so many would not fit into the memory."""
    order = np.lexsort(digests.T)  # stable
    digests = digests[order]
    first: np.ndarray = order[np.append(True, (digests[1:] != digests[:-1]).any(axis=1))]
    return first


def _check_classes(labels: np.ndarray, kept: np.ndarray) -> None:
    sizes = np.bincount(labels[kept], minlength=labels.max() + 1)
    small = np.flatnonzero(sizes < len(PARTS))
    if len(small):
        row = int(np.flatnonzero(labels == small[0])[0]) + 1
        raise JobFault("class_too_small", count=len(small), classes=len(sizes), needed=len(PARTS), row=row)


def check_seen(labels: np.ndarray, train: np.ndarray, kept: np.ndarray) -> None:
    """Raises JobFault class_unseen for the first row whose class is nowhere among those to train on."""
    unseen = kept[~np.isin(labels[kept], labels[train])]
    if len(unseen):
        raise JobFault("class_unseen", row=int(unseen[0]) + 1)


def _counts(rows: int, shares: Split) -> list[int]:
    """How many of a class's rows go to each part: the shares by largest remainder, but no part goes without."""
    exact = [rows * share for share in (shares.train, shares.validation, shares.test)]
    counts = [max(1, math.floor(share)) for share in exact]
    while sum(counts) > rows:
        counts[counts.index(max(counts))] -= 1
    while sum(counts) < rows:
        behind = [share - count for share, count in zip(exact, counts, strict=True)]
        counts[behind.index(max(behind))] += 1
    return counts
