"""Precision, recall and F1 where a row can have any number of things to find: entities, labels.

Counts are (n, kinds, 3): of each row and kind how many were found, predicted, and are there.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.figures import Bootstrapped
from engine.intervals import Interval, Statistic, bootstrap, interval_of

FOUND, PREDICTED, THERE = range(3)
Count = Callable[[Any], np.ndarray]  # what a contender says → counts (n, kinds, 3)


def micro(count: Count, rows: int) -> tuple[Bootstrapped, Bootstrapped, Bootstrapped]:
    """F1, precision and recall over all kinds together; each is 0 where there is nothing to divide by."""

    def figure(name: str, share: Callable[[np.ndarray], np.ndarray]) -> Bootstrapped:
        def statistic(said: Any) -> Statistic:
            together = count(said).sum(axis=1)  # (n, 3)
            return lambda weights: share(weights @ together)

        return Bootstrapped(name, rows, statistic)

    return (
        figure("f1", lambda c: _share(2 * c[:, FOUND], c[:, PREDICTED] + c[:, THERE])),
        figure("precision", lambda c: _share(c[:, FOUND], c[:, PREDICTED])),
        figure("recall", lambda c: _share(c[:, FOUND], c[:, THERE])),
    )


def macro(count: Count, rows: int) -> Bootstrapped:
    """F1 averaged over the kinds that occur or are predicted."""

    def statistic(said: Any) -> Statistic:
        counts = count(said)
        return lambda weights: _mean_of_known(_kind_f1(counts, weights))

    return Bootstrapped("macro_f1", rows, statistic)


def by_kind(counts: np.ndarray, names: Sequence[str], *, seed: int) -> list[dict[str, Any]]:
    """A line of the results for each kind: how many there are, precision, recall, F1 with its interval."""
    n = len(counts)
    samples = bootstrap(lambda weights: _kind_f1(counts, weights), n, seed=seed)  # (RESAMPLES, kinds)
    whole = _kind_f1(counts, np.full((1, n), 1 / n))[0]
    sums = counts.sum(axis=0)
    return [
        {
            "label": name,
            "rows": int(sums[i, THERE]),
            "precision": float(sums[i, FOUND] / sums[i, PREDICTED]) if sums[i, PREDICTED] else None,
            "recall": float(sums[i, FOUND] / sums[i, THERE]) if sums[i, THERE] else None,
            "f1": _interval(samples[:, i], whole[i]),
        }
        for i, name in enumerate(names)
    ]


def _interval(samples: np.ndarray, value: float) -> Interval | None:
    return None if np.isnan(value) else interval_of(samples, value)


def _kind_f1(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """F1 of each kind (b, kinds) under row weights (b, n); nan where a kind neither occurs nor is predicted."""
    both = weights @ (2 * counts[:, :, FOUND])
    either = weights @ (counts[:, :, PREDICTED] + counts[:, :, THERE])
    f1: np.ndarray = np.divide(both, either, out=np.full_like(both, np.nan), where=either > 0)
    return f1


def _mean_of_known(values: np.ndarray) -> np.ndarray:
    """The mean of each row's numbers, those that are nan left out; 0 where all are."""
    return _share(np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1))


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    shares: np.ndarray = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return shares
