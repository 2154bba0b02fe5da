"""What a task gives the loop to train on."""

from typing import Protocol, runtime_checkable

import numpy as np
from torch import Tensor

from engine.faults import JobFault


class Subject(Protocol):
    """Rows numbered from 0, their loss, and a score."""

    @property
    def lengths(self) -> np.ndarray:
        """Size of each row, for batches that need little padding."""

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these rows, with gradient."""

    metric: str  # what the score is

    def evaluate(self) -> tuple[float, float]:
        """Loss and score on the validation rows; of scores the higher is the better."""


@runtime_checkable
class Classed(Protocol):
    """A subject whose training rows have one class each, which balanced sampling needs."""

    @property
    def row_classes(self) -> np.ndarray:
        """The class of each training row, (n,)."""


@runtime_checkable
class Drawn(Protocol):
    """A subject some of whose training rows are drawn more often than others."""

    @property
    def row_weights(self) -> np.ndarray | None:
        """How often each training row (n,) is drawn beside others; None where all are alike."""


def weights_of(subject: Subject) -> np.ndarray | None:
    """How often each training row (n,) is drawn beside others; None where all are alike."""
    return subject.row_weights if isinstance(subject, Drawn) else None


def classes_of(subject: Subject) -> np.ndarray:
    """The class of each training row, (n,). Raises JobFault spec_clash where rows have none, or several."""
    if not isinstance(subject, Classed) or subject.row_classes.ndim > 1:
        raise JobFault("spec_clash", path="training.sampling", other="task")
    return subject.row_classes
