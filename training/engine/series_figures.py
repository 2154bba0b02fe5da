"""How far forecasts are off, with intervals that know that windows near in time are alike."""

import numpy as np

from engine.figures import Bootstrapped
from engine.intervals import Statistic


def forecast_error(name: str, true: np.ndarray, measured: np.ndarray, power: int, *, unit: float = 1.0) -> Bootstrapped:
    """The mean absolute error (`power` 1), or the root of the mean squared one (2), times `unit`; lower is better.

    `true` (n, …) and `measured` (n, …), which values count, are of windows in the order of time. The bootstrap draws
    blocks of neighbours instead of windows.
    """
    starts = block_starts(len(true))
    counts = _by_block(measured, starts)

    def statistic(said: np.ndarray) -> Statistic:
        sums = _by_block(np.abs(said - true) ** power * measured, starts)
        return lambda weights: unit * ((weights @ sums) / (weights @ counts)) ** (1 / power)

    return Bootstrapped(name, len(starts), statistic, unit="number", greater_is_better=False)


def block_starts(count: int) -> np.ndarray:
    """Where blocks of about the cube root of so many neighbours begin (Hall, Horowitz and Jing 1995, Biometrika 82)."""
    return np.arange(0, count, max(1, round(count ** (1 / 3))))


def _by_block(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Sums (blocks,) of `values` (n, …), a block from each of `starts` on."""
    each = values.reshape(len(values), -1).sum(axis=1, dtype=np.float64)
    return np.add.reduceat(each, starts)
