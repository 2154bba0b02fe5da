"""Settings drawn at random from a search's space, by whoever does its trials as jobs of their own."""

import math
from typing import Any

import numpy as np

from engine.spec.search import Choices, Search, Span
from engine.spec.space import SEARCHABLE


def drawn(search: Search, seed: int, number: int) -> dict[str, Any]:
    """The settings of trial `number`, by their paths: anywhere in the space (Bergstra and Bengio 2012).

    A pure function of seed and number, so that trials may be drawn and done in any order.
    """
    generator = np.random.Generator(np.random.PCG64([seed, number]))
    return {path: _value(generator, path, dimension) for path, dimension in search.space.items()}


def _value(generator: np.random.Generator, path: str, dimension: Span | Choices) -> Any:
    if isinstance(dimension, Choices):
        return dimension.choices[generator.integers(len(dimension.choices))]
    whole = SEARCHABLE[path].number is int
    low, high = (dimension.low - 0.5, dimension.high + 0.5) if whole else (dimension.low, dimension.high)
    if dimension.log:
        value = math.exp(generator.uniform(math.log(max(low, 0.5) if whole else low), math.log(high)))
    else:
        value = generator.uniform(low, high)
    value = min(max(value, dimension.low), dimension.high)  # rounding of exp and log
    return round(value) if whole else float(value)
