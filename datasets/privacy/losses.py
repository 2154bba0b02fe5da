"""What several answers together tell of any one row: composition of differential privacy by dp-accounting.

Each bound here is proven: Rényi divergences add up (Mironov 2017, arXiv:1702.07476), and so do plain (ε, δ)
(Dwork et al. 2006). The lesser of the two counts.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import exp, inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Orders of Rényi divergence at which is added up: the high ones for an epsilon below 0.2. Below 2, where an epsilon
# above 10 would look, sums for samples need not converge.
ORDERS = (*range(2, 65), 96, 128, 256, 512, 1024)
ROUNDING = 1e-9


class Charge(NamedTuple):
    """What one answer may tell at most, and its mechanism where that is known: None while it may be any."""

    epsilon: float
    delta: float
    loss: dict[str, Any] | None = None


def spent(charges: Iterable[Charge], delta: float) -> float:
    """The ε at `delta` that all of this has told at most, infinite where `delta` is too small for it.

    What is known only by its (ε, δ) is added as it is; the rest by its mechanisms, at the δ that is left.
    """
    told = [charge for charge in charges if charge.loss != {}]
    whole = [charge for charge in told if charge.loss is None]
    known = [charge for charge in told if charge.loss is not None]
    left = delta - sum(charge.delta for charge in whole)
    if left < -ROUNDING * delta:
        return inf
    return sum(charge.epsilon for charge in whole) + (min(_renyi(known, left), _plain(known, left)) if known else 0.0)


def cost(loss: dict[str, Any], delta: float) -> float:
    """The ε at `delta` of one mechanism by itself."""
    return _renyi([Charge(inf, delta, loss)], delta) if loss else 0.0


def gaussian(noise_multiplier: float, sample_rate: float, steps: int) -> dict[str, Any]:
    """Steps of training with noise, each on a random sample of the rows; {} for none."""
    if steps < 1:
        return {}
    told = {"noise_multiplier": noise_multiplier, "sample_rate": sample_rate, "steps": steps}
    return {"mechanism": "gaussian", **told}


def pure(epsilon: float) -> dict[str, Any]:
    """An answer of any mechanism that is private with this ε and a δ of 0."""
    return {"mechanism": "pure", "epsilon": epsilon}


def _renyi(charges: list[Charge], delta: float) -> float:
    from dp_accounting.rdp import compute_epsilon  # scipy, which most requests need not wait for

    if delta <= 0:
        return inf
    together = sum((_curve(tuple(charge.loss.items())) for charge in charges if charge.loss), np.zeros(len(ORDERS)))
    epsilon, _order = compute_epsilon(ORDERS, together, delta)
    return float(epsilon)


def _plain(charges: list[Charge], delta: float) -> float:
    if sum(charge.delta for charge in charges) > delta * (1 + ROUNDING):
        return inf
    return sum(charge.epsilon for charge in charges)


@lru_cache(maxsize=4096)
def _curve(loss: tuple[tuple[str, Any], ...]) -> NDArray[np.float64]:
    """The Rényi divergence of one mechanism at each of the orders."""
    import dp_accounting as dp
    from dp_accounting.rdp import RdpAccountant

    told = dict(loss)
    if told["mechanism"] == "pure":  # no such mechanism tells more than a coin that is that likely to be true
        accountant = RdpAccountant(ORDERS, dp.NeighboringRelation.REPLACE_ONE)
        accountant.compose(dp.RandomizedResponseDpEvent(2 / (1 + exp(told["epsilon"])), 2))
    else:
        accountant = RdpAccountant(ORDERS)
        step = dp.PoissonSampledDpEvent(told["sample_rate"], dp.GaussianDpEvent(told["noise_multiplier"]))
        accountant.compose(dp.SelfComposedDpEvent(step, told["steps"]))
    return np.asarray(accountant.rdp)
