"""How odd steps of series are, and how well alarms find those that are anomalies."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.figures import Bootstrapped
from engine.intervals import CELLS, Statistic
from engine.series_figures import block_starts


@dataclass(frozen=True)
class Alarms:
    """Scores (n, horizon) of the steps of n windows, and the threshold above which there is an alarm."""

    scores: np.ndarray
    threshold: float

    @property
    def raised(self) -> np.ndarray:
        """Where there is an alarm, (n, horizon)."""
        raised: np.ndarray = self.scores > self.threshold
        return raised


def scores(forecast: np.ndarray, true: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """How far off each step is over all measured columns, as the root of the mean square: (n, horizon).

    All are (n, horizon, channels); a step without anything measured has 0.
    """
    squares = ((forecast - true).astype(np.float64) ** 2 * measured).sum(axis=2)
    far: np.ndarray = np.sqrt(squares / np.maximum(measured.sum(axis=2), 1))
    return far


def alarm_figures(odd: np.ndarray, counted: np.ndarray) -> tuple[Bootstrapped, Bootstrapped, Bootstrapped]:
    """AUROC, which decides, average precision, and F1; `odd` (n, horizon) are the anomalies among the `counted`.

    Windows are in the order of time and drawn in blocks of neighbours, as in `forecast_error`.
    """
    starts = block_starts(len(odd))
    block = np.searchsorted(starts, np.arange(len(odd)), side="right") - 1
    of_step, true = np.broadcast_to(block[:, None], odd.shape)[counted], odd[counted]

    def ranked(figure: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[Alarms], Statistic]:
        """`figure` of the weights (b, levels) of anomalies and of others at each score that occurs, ascending."""

        def statistic(said: Alarms) -> Statistic:
            order = np.argsort(said.scores[counted], kind="stable")
            ascending, yes, blocks = said.scores[counted][order], true[order], of_step[order]
            levels = np.flatnonzero(np.diff(ascending, prepend=-np.inf))

            def of(weights: np.ndarray) -> np.ndarray:
                each = weights[:, blocks]
                return figure(np.add.reduceat(each * yes, levels, axis=1), np.add.reduceat(each * ~yes, levels, axis=1))

            return lambda weights: np.concatenate([*map(of, _chunks(weights, len(blocks)))])

        return statistic

    def f1(said: Alarms) -> Statistic:
        raised = said.raised[counted]
        both, either = (
            np.bincount(of_step, each, minlength=len(starts)) for each in (true & raised, true * 1.0 + raised)
        )
        return lambda weights: _ratio(2 * (weights @ both), weights @ either)

    return (
        Bootstrapped("auroc", len(starts), ranked(_auroc)),
        Bootstrapped("average_precision", len(starts), ranked(_average_precision)),
        Bootstrapped("f1", len(starts), f1),
    )


def _chunks(weights: np.ndarray, steps: int) -> list[np.ndarray]:
    """`weights` (b, blocks) in parts that, spread over so many steps, fit into memory."""
    return np.array_split(weights, -(-len(weights) * steps // CELLS))


def _auroc(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """How probable it is that an anomaly has the higher score, (b,); equal ones count half. nan without either."""
    below = np.cumsum(no, axis=1) - no / 2
    return _ratio((yes * below).sum(axis=1), yes.sum(axis=1) * no.sum(axis=1))


def _average_precision(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """Precision at each score, averaged by the anomalies that are found there, (b,); nan without any."""
    yes, no = yes[:, ::-1], no[:, ::-1]
    precision = _ratio(np.cumsum(yes, axis=1), np.cumsum(yes + no, axis=1))
    return _ratio(np.nansum(precision * yes, axis=1), yes.sum(axis=1))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """nan where there is nothing."""
    ratio: np.ndarray = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return ratio
