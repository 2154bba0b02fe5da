"""How good the tuned model is, how sure one can be, and against what: figures from predictions on the test rows."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.intervals import Interval

TUNED, BASE, TEACHER = "tuned", "base", "teacher"


@dataclass(frozen=True)
class Contender:
    """One of those that are compared: what it says of the test rows, in the task's own form, and what that took."""

    name: str
    said: Any
    seconds: float


class Figure(Protocol):
    """A figure of a contender: what it is, and how sure."""

    @property
    def name(self) -> str:
        """What the results call it."""

    @property
    def unit(self) -> str:
        """share (of 1) or number."""

    @property
    def greater_is_better(self) -> bool:
        """Whether more of it is better."""

    def interval(self, said: Any, *, seed: int) -> Interval:
        """The figure with its 95 % interval."""


class Judge(Figure, Protocol):
    """The figure that the verdict rests on."""

    def compare(self, ours: Any, theirs: Any, *, seed: int) -> dict[str, Any]:
        """`difference`: our figure minus theirs with its interval, on the same rows; `test` and `p` of the test."""


def timed(name: str, compute: Callable[[], Any]) -> Contender:
    """What `compute` says, and the seconds it took."""
    started = time.monotonic()
    return Contender(name, compute(), time.monotonic() - started)


def weigh(
    contenders: dict[str, Contender], judge: Judge, *others: Figure, seed: int, base_can_do_it: bool = False
) -> dict[str, Any]:
    """The part of the results that every task has: all figures of all contenders, and the verdict.

    The tuned model is held against the best of the others, the base with its untrained head left out where there are
    more, unless the base had learned the task before (`base_can_do_it`). A teacher is compared, but not to be beaten.
    """
    figures = (judge, *others)
    theirs = {key: each for key, each in contenders.items() if key != TUNED}
    comparisons = {key: judge.compare(contenders[TUNED].said, each.said, seed=seed) for key, each in theirs.items()}
    scores = {key: _score(each, figures, seed) for key, each in contenders.items()}
    sign = 1 if judge.greater_is_better else -1
    rivals = [key for key in theirs if key != TEACHER and (key != BASE or base_can_do_it)] or [BASE]
    reference = max(rivals, key=lambda key: sign * scores[key][judge.name][0])  # the first of equals
    return {
        "metric": judge.name,
        "metrics": {each.name: {"unit": each.unit, "greater_is_better": each.greater_is_better} for each in figures},
        "contenders": scores,
        "reference": reference,
        "comparisons": comparisons,
        "verdict": verdict(comparisons[reference]["difference"], greater_is_better=judge.greater_is_better),
    }


def verdict(difference: Interval, *, greater_is_better: bool = True) -> str:
    """better or worse only when the whole interval of the difference says so."""
    _, low, high = difference
    if low <= 0 <= high:
        return "not_shown"
    return "better" if (low > 0) == greater_is_better else "worse"


def _score(contender: Contender, figures: Sequence[Figure], seed: int) -> dict[str, Any]:
    measured = {figure.name: figure.interval(contender.said, seed=seed) for figure in figures}
    return {"name": contender.name, **measured, "seconds": contender.seconds}
