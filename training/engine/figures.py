"""A figure that is a function of weighted rows, with everything by the bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.intervals import RESAMPLES, Interval, Statistic, bootstrap, interval_of


@dataclass(frozen=True)
class Bootstrapped:
    """`statistic` turns what a contender says of the n test rows into a function of weights (b, n) that sum to 1."""

    name: str
    rows: int
    statistic: Callable[[Any], Statistic]
    unit: str = "share"
    greater_is_better: bool = True
    resamples: int = RESAMPLES

    def interval(self, said: Any, *, seed: int) -> Interval:
        """The figure on all rows, and its percentile interval."""
        statistic = self.statistic(said)
        return interval_of(bootstrap(statistic, self.rows, seed=seed, resamples=self.resamples), self._whole(statistic))

    def value(self, said: Any) -> float:
        """The figure on all rows."""
        return self._whole(self.statistic(said))

    def compare(self, ours: Any, theirs: Any, *, seed: int) -> dict[str, Any]:
        """The paired difference, and how often twice resampling turns its sign (Efron and Tibshirani 1993, ch. 16)."""
        our, their = self.statistic(ours), self.statistic(theirs)
        samples = bootstrap(
            lambda weights: our(weights) - their(weights), self.rows, seed=seed, resamples=self.resamples
        )
        difference = interval_of(samples, self._whole(our) - self._whole(their))
        p = min(1.0, 2 * min(float((samples <= 0).mean()), float((samples >= 0).mean())))
        return {"difference": difference, "test": "paired_bootstrap", "p": p}

    def _whole(self, statistic: Statistic) -> float:
        return float(statistic(np.full((1, self.rows), 1 / self.rows))[0])
