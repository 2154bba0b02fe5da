"""Settings drawn where those before were good, by whoever does a search's trials as jobs of their own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import create_trial

from engine.spec.search import Choices, Search, Span
from engine.spec.space import SEARCHABLE

Told = Sequence[tuple[dict[str, Any], float]]  # settings by their paths, and the score they had


def drawn_from(search: Search, seed: int, number: int, told: Told) -> dict[str, Any]:
    """The settings of trial `number` by the scores of those before (TPE, Bergstra et al. 2011).

    A pure function of seed, number and what is told.
    """
    space = {path: _distribution(path, dimension) for path, dimension in search.space.items()}
    start = int(np.random.Generator(np.random.PCG64([seed, number])).integers(2**32))
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=start))
    study.add_trials(create_trial(params=settings, distributions=space, value=score) for settings, score in told)
    return dict(study.ask(space).params)


def _distribution(path: str, dimension: Span | Choices) -> BaseDistribution:
    if isinstance(dimension, Choices):
        return CategoricalDistribution(dimension.choices)
    if SEARCHABLE[path].number is int:
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.log)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.log)
