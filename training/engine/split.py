"""Which rows are for training, for validation and for the test."""

import math
import unicodedata
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


def split_rows(texts: list[str], labels: np.ndarray, shares: Split, *, seed: int) -> Parts:
    """A stratified split in which no text stands twice: of rows with the same normalised text the first is kept.

    `labels` is (n,). Every class has at least one row in every part.
    Raises JobFault: too_few_rows, class_too_small.
    """
    kept = _first_of_each(texts)
    if len(kept) < ROWS_NEEDED:
        raise JobFault("too_few_rows", rows=len(kept), needed=ROWS_NEEDED)
    _check_classes(labels, kept)
    random = np.random.Generator(np.random.PCG64(seed))
    parts: dict[str, list[np.ndarray]] = {part: [] for part in PARTS}
    for label in np.unique(labels):
        members = random.permutation(kept[labels[kept] == label])
        train, validation, _ = _counts(len(members), shares)
        for part, rows in zip(PARTS, np.split(members, [train, train + validation]), strict=True):
            parts[part].append(rows)
    joined = {part: np.sort(np.concatenate(rows)) for part, rows in parts.items()}
    return Parts(**joined, dropped=len(texts) - len(kept))


def normalised(text: str) -> str:
    """What two texts have in common when a person would call them the same: case, width and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _first_of_each(texts: list[str]) -> np.ndarray:
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        first.setdefault(normalised(text), row)
    return np.fromiter(first.values(), dtype=np.int64)


def _check_classes(labels: np.ndarray, kept: np.ndarray) -> None:
    sizes = np.bincount(labels[kept], minlength=labels.max() + 1)
    small = np.flatnonzero(sizes < len(PARTS))
    if len(small):
        row = int(np.flatnonzero(labels == small[0])[0]) + 1
        raise JobFault("class_too_small", count=len(small), classes=len(sizes), needed=len(PARTS), row=row)


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
