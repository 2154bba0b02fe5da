"""Where a model is better and where it is worse: its figure on kinds of test rows.

A slice is what rows have in common: the third of the lengths they are in, their script, what stands in a declared
column. On few rows a figure says nothing, so those have none.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.evidence import Figure
from engine.intervals import Interval, bootstrap, interval_of

LEAST = 20  # rows of a slice
MOST = 20  # slices of one column, those with the most rows
THIRDS = 3
LETTERS = 200  # of a text that its script is told by


@dataclass(frozen=True)
class Slice:
    """Rows that have `value` in common `by` length, script or the name of a column; `inside` (n,) says which."""

    by: str
    value: str
    inside: np.ndarray


def slices(
    lengths: np.ndarray | None, texts: Sequence[str] | None, columns: Mapping[str, Sequence[str]]
) -> Iterator[Slice]:
    """The slices of n test rows with enough rows, of what is known of them; one that has all rows is none."""
    values: dict[str, Sequence[str]] = {}
    if lengths is not None:
        values["length"] = thirds(lengths)
    if texts is not None:
        values["script"] = [script(text) for text in texts]
    for by, each in {**values, **columns}.items():
        for value, count in Counter(each).most_common(MOST):
            if LEAST <= count < len(each):
                yield Slice(by, value, np.array([own == value for own in each]))


def thirds(lengths: np.ndarray) -> list[str]:
    """The range of lengths that each row (n,) is in, as "12–20": three with about as many rows each."""
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, THIRDS + 1)[1:], method="inverted_cdf"))
    place = np.searchsorted(edges, lengths)
    lowest = [int(lengths[place == i].min()) for i in range(len(edges))]
    return [f"{lowest[i]}–{int(edges[i])}" for i in place]


def script(text: str) -> str:
    """The script of most letters as Unicode calls it (LATIN, CJK, …); "" of a text without letters."""
    letters = [character for character in text if character.isalpha()][:LETTERS]
    names = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    return names.most_common(1)[0][0] if names else ""


def weigh_slices(
    found: Iterator[Slice],
    figure: Callable[[np.ndarray], Figure],
    said: Any,
    rows_right: np.ndarray,
    *,
    seed: int,
) -> list[dict[str, Any]]:
    """Of each slice its rows, the figure with its interval, and its distance from the rest's mean of `rows_right` (n,).

    `figure` makes the figure of those rows alone. The worst come first.
    """
    told = []
    for each in found:
        measured = figure(each.inside)
        told.append(
            {
                "by": each.by,
                "value": each.value,
                "rows": int(each.inside.sum()),
                measured.name: measured.interval(said[each.inside], seed=seed),
                "difference_to_rest": _difference(rows_right, each.inside, seed),
            }
        )
    return sorted(told, key=lambda one: one["difference_to_rest"][0])


def _difference(right: np.ndarray, inside: np.ndarray, seed: int) -> Interval:
    """The mean inside minus the mean outside, all rows resampled together; of some rows nothing is known (nan)."""
    known, right = ~np.isnan(right), np.nan_to_num(right)

    def mean(weights: np.ndarray, where: np.ndarray) -> np.ndarray:
        where = where & known
        total = (weights * where).sum(axis=1)
        share: np.ndarray = np.divide(
            (weights * where * right).sum(axis=1), total, out=np.full_like(total, np.nan), where=total > 0
        )
        return share

    def statistic(weights: np.ndarray) -> np.ndarray:
        difference: np.ndarray = mean(weights, inside) - mean(weights, ~inside)
        return difference

    value = statistic(np.full((1, len(right)), 1 / len(right)))[0]
    return interval_of(bootstrap(statistic, len(right), seed=seed), value)
