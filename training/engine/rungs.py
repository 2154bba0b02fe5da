"""Which trials are given up early, for whoever does a search's trials as jobs of their own: asynchronous successive
halving (Li et al. 2020, arXiv:1810.05934), as Optuna does it for a search in one process.
"""

from collections.abc import Callable, Sequence

from engine.progress import Progress

KEPT = 3  # one of so many goes on from each rung, and the next rung has so many times the evaluations


def is_hopeless(scores: Sequence[float], others: Sequence[Sequence[float]]) -> bool:
    """Whether a trial with these scores, one for each evaluation, is not in the best third of those that have come as
    far, its own with them; asked after 1, 3, 9 … evaluations. Of fewer than three the best goes on.
    """
    rung = len(scores)
    if not _is_rung(rung):
        return False
    reached = sorted([*(each[rung - 1] for each in others if len(each) >= rung), scores[-1]], reverse=True)
    return scores[-1] < reached[max(len(reached) // KEPT, 1) - 1]


def _is_rung(evaluations: int) -> bool:
    while evaluations > 1 and evaluations % KEPT == 0:
        evaluations //= KEPT
    return evaluations == 1


class Rungs:
    """Is asked after each step whether to stop: says yes to whoever asked, and for a trial that is not worth going on.

    `others` are the scores of the trials before; without any (None) every trial goes on to its end.
    """

    def __init__(self, others: Sequence[Sequence[float]] | None, should_stop: Callable[[], bool]) -> None:
        self.others, self.should_stop = others, should_stop
        self.progress = Progress()

    def __call__(self) -> bool:
        """Whether to stop."""
        return self.gives_up or self.should_stop()

    @property
    def gives_up(self) -> bool:
        """Whether others were better."""
        scores = [score for _step, _loss, score in self.progress.validation]
        return self.others is not None and is_hopeless(scores, self.others)
