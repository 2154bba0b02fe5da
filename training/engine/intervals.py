"""How sure one can be of a figure: bootstrap and Wilson intervals, and McNemar's exact test.

`true` and `predicted` are (n,) class indices of the same test rows. An interval is (value, low, high) at 95 %.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
from scipy.stats import binomtest, norm

Interval = tuple[float, float, float]
Statistic = Callable[[np.ndarray], np.ndarray]  # weights (b, n) → (b,) or (b, classes)

RESAMPLES = 2000
LEVEL = 0.95
CELLS = 4_000_000  # of the matrix of weights that is in memory at once


def accuracy_interval(true: np.ndarray, predicted: np.ndarray, *, seed: int) -> Interval:
    """Share of right predictions, bootstrapped; by Wilson's interval where nothing varies, all or none being right."""
    right = (true == predicted).astype(np.float64)
    if right.min() == right.max():
        return wilson_interval(int(right.sum()), len(right))
    return interval_of(bootstrap(lambda weights: weights @ right, len(right), seed=seed), right.mean())


def difference_interval(true: np.ndarray, ours: np.ndarray, theirs: np.ndarray, *, seed: int) -> Interval:
    """Our accuracy minus theirs, with both resampled on the same rows."""
    gain = (true == ours).astype(np.float64) - (true == theirs)
    return interval_of(bootstrap(lambda weights: weights @ gain, len(gain), seed=seed), gain.mean())


def f1_intervals(
    true: np.ndarray, predicted: np.ndarray, classes: int, *, seed: int
) -> tuple[Interval, list[Interval | None]]:
    """F1 averaged over classes (macro), and of each class; None of one that neither occurs nor is predicted."""

    def f1(weights: np.ndarray) -> np.ndarray:
        return class_f1(true, predicted, classes, weights)

    samples = bootstrap(f1, len(true), seed=seed)  # (RESAMPLES, classes)
    values = f1(np.full((1, len(true)), 1 / len(true)))[0]
    each = [None if np.isnan(values[i]) else interval_of(samples[:, i], values[i]) for i in range(classes)]
    return interval_of(np.nanmean(samples, axis=1), float(np.nanmean(values))), each


def class_f1(true: np.ndarray, predicted: np.ndarray, classes: int, weights: np.ndarray) -> np.ndarray:
    """F1 of each class (b, classes) under row weights (b, n); nan where a class neither occurs nor is predicted."""
    is_true = np.eye(classes)[true]
    is_predicted = np.eye(classes)[predicted]
    both = weights @ (is_true * is_predicted)
    either = weights @ (is_true + is_predicted)
    f1: np.ndarray = np.divide(2 * both, either, out=np.full_like(both, np.nan), where=either > 0)
    return f1


def bootstrap(statistic: Statistic, rows: int, *, seed: int, resamples: int = RESAMPLES) -> np.ndarray:
    """`statistic` of so many resamples of n rows, drawn with replacement (Efron, 1979).

    It is given each resample as weights (b, n) that sum to 1, so that figures of one `seed` are paired.
    """
    return np.concatenate([statistic(weights) for weights in _resamples(rows, seed, resamples)])


def _resamples(rows: int, seed: int, left: int) -> Iterator[np.ndarray]:
    if left * rows <= CELLS:
        yield _all_resamples(rows, seed, left)
        return
    random = np.random.Generator(np.random.PCG64(seed))
    while left:
        count = min(left, max(1, CELLS // rows))
        yield _draw(random, rows, count)
        left -= count


@lru_cache(maxsize=1)
def _all_resamples(rows: int, seed: int, count: int) -> np.ndarray:
    """Kept for the next figure of the same rows: drawing takes longer than most figures do."""
    weights = _draw(np.random.Generator(np.random.PCG64(seed)), rows, count)
    weights.flags.writeable = False
    return weights


def _draw(random: np.random.Generator, rows: int, count: int) -> np.ndarray:
    drawn = random.integers(rows, size=(count, rows))
    flat = drawn + np.arange(count)[:, None] * rows
    weights: np.ndarray = np.bincount(flat.ravel(), minlength=count * rows).reshape(count, rows) / rows
    return weights


def interval_of(samples: np.ndarray, value: float) -> Interval:
    """`value` with the 95 % percentile interval of its resamples, (b,); a resample that has no value is nan."""
    low, high = np.nanquantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(value), float(low), float(high)


def wilson_interval(right: int, rows: int) -> Interval:
    """A share and its interval by Wilson's score (1927), sound for few rows and for shares near 0 and 1."""
    z = norm.ppf((1 + LEVEL) / 2)
    share = right / rows
    centre = (share + z**2 / (2 * rows)) / (1 + z**2 / rows)
    half = z / (1 + z**2 / rows) * np.sqrt(share * (1 - share) / rows + z**2 / (4 * rows**2))
    return share, 0.0 if right == 0 else float(centre - half), 1.0 if right == rows else float(centre + half)


def mcnemar(true: np.ndarray, ours: np.ndarray, theirs: np.ndarray) -> tuple[float, int, int]:
    """McNemar's exact test (1947) on paired predictions: p, rows only we have right, rows only they have right."""
    gained = int(((ours == true) & (theirs != true)).sum())
    lost = int(((ours != true) & (theirs == true)).sum())
    if not gained + lost:
        return 1.0, 0, 0
    return float(binomtest(gained, gained + lost).pvalue), gained, lost
