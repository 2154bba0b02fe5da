"""In which order training sees the rows, and how fast it learns: pure functions of the seed and the step."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from engine.spec import Training

WINDOW = 50  # batches: short enough that each is a new draw, long enough that neighbours in length are close


def plan(
    lengths: Sequence[int] | np.ndarray,
    batch: int,
    seed: int,
    epoch: int,
    *,
    classes: np.ndarray | None = None,
    drawn: np.ndarray | None = None,
) -> list[np.ndarray]:
    """The batches of one epoch, each an array of row numbers; every row is in exactly one.

    Rows are shuffled, then sorted by length inside windows of 50 batches, so that a batch needs little padding; the
    order of the batches is shuffled again. With `classes` (n,) an epoch has as many rows of each class instead, those
    of the rare ones again and again. With `drawn` (n,) an epoch has as many rows, too, each in proportion to that.
    """
    sizes = np.asarray(lengths)
    random = np.random.Generator(np.random.PCG64([seed, epoch]))
    if drawn is not None:
        order = _draw_weighted(drawn, random)
    else:
        order = random.permutation(len(sizes)) if classes is None else _draw_alike(classes, random)
    batches = []
    for start in range(0, len(order), WINDOW * batch):
        window = order[start : start + WINDOW * batch]
        window = window[np.argsort(sizes[window], kind="stable")]
        batches += [window[first : first + batch] for first in range(0, len(window), batch)]
    return [batches[i] for i in random.permutation(len(batches))]


def _draw_alike(classes: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As many rows (n,) as there are, of each class the same number up to one, in random order."""
    names = random.permutation(np.unique(classes))
    wanted = np.full(len(names), len(classes) // len(names))
    wanted[: len(classes) % len(names)] += 1
    drawn = [_draw(np.flatnonzero(classes == name), count, random) for name, count in zip(names, wanted, strict=True)]
    return random.permutation(np.concatenate(drawn))


def _draw_weighted(weights: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As many rows (n,) as there are, those of one weight as often as weight and number say, in random order."""
    values, sizes = np.unique(weights, return_counts=True)
    exact = len(weights) * values * sizes / (values * sizes).sum()
    wanted = np.floor(exact).astype(np.int64)
    rest = len(weights) - wanted.sum()
    wanted[np.argsort(wanted - exact, kind="stable")[:rest]] += 1  # by largest remainder
    drawn = [
        _draw(np.flatnonzero(weights == value), count, random) for value, count in zip(values, wanted, strict=True)
    ]
    return random.permutation(np.concatenate(drawn))


def _draw(members: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """So many of the `members`: all of them again and again, and some of them once more."""
    rounds = [random.permutation(members) for _ in range(-(-count // len(members)))]
    return np.concatenate([*rounds, members[:0]])[:count]


def count_steps(rows: int, training: Training) -> int:
    """Optimizer steps of a whole run."""
    return math.ceil(rows / training.batch_size) * training.epochs


def is_thawed(above: float, done: float, *, unfreezing: float) -> bool:
    """Whether weights are trained, once the share `done` of the steps is behind (Howard and Ruder 2018, ULMFiT).

    `above` is the share of the layers above them: 0 for the head, which is trained from the start, 1 for embeddings,
    which join after the share `unfreezing` of the steps.
    """
    return done >= unfreezing * above


SCHEDULES: dict[str, Callable[[int, int], float]] = {
    # The share of the peak at step `done` of the `left` steps after the warmup, counted from 0.
    "linear": lambda done, left: (left - done) / left,
    "cosine": lambda done, left: (1 + math.cos(math.pi * done / left)) / 2,
    "constant": lambda _done, _left: 1.0,
}


def learning_rate(
    step: int, *, steps: int, peak: float, warmup: float, warmup_steps: int | None = None, schedule: str = "linear"
) -> float:
    """The rate of the step numbered `step` from 1: straight up over the share `warmup` of `steps`, or over
    `warmup_steps` where that is given, then by `schedule`.

    `inverse_sqrt` falls with the square root of the step from the warmup's end on (Vaswani et al. 2017,
    arXiv:1706.03762).
    """
    rising = math.ceil(steps * warmup) if warmup_steps is None else warmup_steps
    if step <= rising:
        return peak * step / rising
    if schedule == "inverse_sqrt":
        return peak * math.sqrt(max(rising, 1) / step)
    return peak * SCHEDULES[schedule](step - rising - 1, steps - rising)
