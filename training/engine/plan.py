"""In which order training sees the rows, and how fast it learns: pure functions of the seed and the step."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from engine.spec import Training

WINDOW = 50  # batches: short enough that each is a new draw, long enough that neighbours in length are close


def plan(
    lengths: Sequence[int] | np.ndarray, batch: int, seed: int, epoch: int, *, classes: np.ndarray | None = None
) -> list[np.ndarray]:
    """The batches of one epoch, each an array of row numbers; every row is in exactly one.

    Rows are shuffled, then sorted by length inside windows of 50 batches, so that a batch needs little padding; the
    order of the batches is shuffled again. With `classes` (n,) an epoch has as many rows of each class instead, those
    of the rare ones again and again.
    """
    sizes = np.asarray(lengths)
    random = np.random.Generator(np.random.PCG64([seed, epoch]))
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
    drawn = []
    for name, count in zip(names, wanted, strict=True):
        members = np.flatnonzero(classes == name)
        rounds = [random.permutation(members) for _ in range(-(-count // len(members)))]
        drawn.append(np.concatenate([*rounds, members[:0]])[:count])
    return random.permutation(np.concatenate(drawn))


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


def learning_rate(step: int, *, steps: int, peak: float, warmup: float, schedule: str = "linear") -> float:
    """The rate of the step numbered `step` from 1: straight up over the share `warmup` of `steps`, then by `schedule`.

    `inverse_sqrt` falls with the square root of the step from the warmup's end on (Vaswani et al. 2017,
    arXiv:1706.03762).
    """
    rising = math.ceil(steps * warmup)
    if step <= rising:
        return peak * step / rising
    if schedule == "inverse_sqrt":
        return peak * math.sqrt(max(rising, 1) / step)
    return peak * SCHEDULES[schedule](step - rising - 1, steps - rising)
