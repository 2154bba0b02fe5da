"""Where a run of training is, and how fast it goes."""

import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """Where a run is: what of it a checkpoint has to know besides tensors and generators.

    `position` counts the batches done in this epoch, `evaluated` is the step of the last evaluation, and `waited`
    counts the evaluations since the best one.
    """

    step: int = 0
    epoch: int = 0
    position: int = 0
    done: bool = False
    evaluated: int = 0
    best_step: int = 0
    best: list[float] = field(default_factory=list)  # score, minus loss
    waited: int = 0
    seconds: float = 0.0
    losses: list[float] = field(default_factory=list)
    validation: list[tuple[int, float, float]] = field(default_factory=list)  # step, loss, score


class Pace:
    """How fast this process trains; adds the time to the run's, which may have begun in another."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.steps = self.rows = 0
        self.started = time.monotonic()
        self.before = progress.seconds

    def note(self, rows: int) -> None:
        """One more step is done, on so many rows."""
        self.steps += 1
        self.rows += rows
        self.progress.seconds = self.before + self.elapsed

    @property
    def elapsed(self) -> float:
        """Seconds since this process began to train."""
        return time.monotonic() - self.started

    @property
    def seconds_a_step(self) -> float:
        """Seconds of a step on average, evaluations included."""
        return self.elapsed / self.steps

    @property
    def rows_a_second(self) -> float:
        """Rows a second on average."""
        return self.rows / self.elapsed
