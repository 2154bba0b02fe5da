"""In which order training sees the rows, and how fast it learns: pure functions of the seed and the step."""

import math
from collections.abc import Callable, Sequence

import numpy as np

WINDOW = 50  # batches: short enough that each is a new draw, long enough that neighbours in length are close


def plan(lengths: Sequence[int] | np.ndarray, batch: int, seed: int, epoch: int) -> list[np.ndarray]:
    """The batches of one epoch, each an array of row numbers; every row is in exactly one.

    Rows are shuffled, then sorted by length inside windows of 50 batches, so that a batch needs little padding; the
    order of the batches is shuffled again.
    """
    sizes = np.asarray(lengths)
    random = np.random.Generator(np.random.PCG64([seed, epoch]))
    order = random.permutation(len(sizes))
    batches = []
    for start in range(0, len(order), WINDOW * batch):
        window = order[start : start + WINDOW * batch]
        window = window[np.argsort(sizes[window], kind="stable")]
        batches += [window[first : first + batch] for first in range(0, len(window), batch)]
    return [batches[i] for i in random.permutation(len(batches))]


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
