"""How far a distribution has moved, as the population stability index."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from django.conf import settings

BEYOND_CHANCE = 0.99


@dataclass(frozen=True)
class Drift:
    """Of `kind`, the index and from where on it is an alarm: the setting, or what chance explains of so few answers."""

    kind: str
    value: float
    limit: float
    answers: int

    @property
    def is_crossed(self) -> bool:
        """Whether enough answers have moved far enough."""
        return self.answers >= settings.FEEDBACK_LEAST and self.value > self.limit


def drift(kind: str, expected: Sequence[int], observed: Sequence[int]) -> Drift | None:
    """The drift from counts of the report's rows to counts of answers in the same bins; None without either.

    Were both of one distribution, the index would be about χ² / n: Yurdakul and Naranjo, "Statistical properties of
    the population stability index", Journal of Risk Model Validation 14 (2020).
    """
    from scipy.stats import chi2  # it takes its second only where it is needed

    rows, answers = sum(expected), sum(observed)
    if not rows or not answers or len(expected) < 2:
        return None
    by_chance = chi2.ppf(BEYOND_CHANCE, len(expected) - 1) * (1 / rows + 1 / answers)
    limit = max(settings.FEEDBACK_DRIFT, float(by_chance))
    return Drift(str(kind), stability_index(expected, observed), limit, answers)


def stability_index(expected: Sequence[int], observed: Sequence[int]) -> float:
    """Σ (o − e) ln(o / e) over the shares of bins, each counted with half a row more, so that none is empty."""
    shares = [
        [(count + 0.5) / (sum(counts) + 0.5 * len(counts)) for count in counts] for counts in (expected, observed)
    ]
    moved = ((after - before) * log(after / before) for before, after in zip(*shares, strict=True))
    return float(sum(moved))


def spread_over(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    """How many of `values` lie below the first of the edges, between each two, and from the last on."""
    places = np.searchsorted(edges, values, side="right")
    return [int(count) for count in np.bincount(places, minlength=len(edges) + 1)]
