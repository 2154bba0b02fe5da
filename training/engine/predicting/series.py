"""What comes next in new series, which class their windows are of, and which of their steps are odd.

Columns are scaled as the job scaled them, which lies beside the model.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PatchTSTForClassification, PatchTSTForPrediction, PreTrainedModel

from engine.faults import JobFault
from engine.messages import Note
from engine.predicting.asked import Answer, Asked
from engine.predicting.classes import likeliest, names_of
from engine.series import Steps, Windows, read_steps
from engine.series_alarms import Alarms, scores
from engine.series_model import PatchTST, predict_windows, read_batch, read_scaler
from engine.spec import Series


class OnSeries:
    """A model that says something of windows. A subclass cuts them and says it; `kind` is its architecture's class."""

    kind: type[PreTrainedModel]

    def __init__(self, asked: Asked) -> None:
        """Raises JobFault for what is wrong with the model's folder."""
        assert isinstance(asked.rows, Series)
        self.asked, self.setting, self.data = asked, asked.setting, asked.rows
        self.model = asked.load(PatchTST(self.kind))
        self.scaler = read_scaler(asked.model, asked.spec.task)
        self.context, self.horizon = self.scaler.context, self.scaler.horizon
        self.steps: Steps

    def check(self) -> int:
        """The number of steps. Raises JobFault, also where a series is too short for what is to be said."""
        self.steps = read_steps(self.data, self.scaler.columns)
        self.firsts = self.cut()
        return len(self.steps.times)

    def cut(self) -> np.ndarray:
        """The first steps (w,) of the windows to read. Raises JobFault series_short where there are none."""
        raise NotImplementedError

    def say(self) -> Iterator[Answer]:
        """Answers in the order of rows."""
        raise NotImplementedError

    def notes(self) -> Iterator[Note]:
        """Holes in the series."""
        yield from self.steps.notes()

    def windows(self) -> Windows:
        """The windows that are read."""
        steps, firsts = self.steps, self.firsts
        values, measured = self.scaler.scale(steps.filled()), ~np.isnan(steps.values)
        return Windows(values, measured, firsts, steps.begins[firsts], self.context, self.horizon)

    def whole(self, length: int) -> np.ndarray:
        """The first steps (w,) of all stretches of `length` steps without a gap. Raises JobFault series_short."""
        firsts = np.arange(max(0, len(self.steps.times) - length + 1))
        firsts = firsts[self.steps.stretch[firsts] == self.steps.stretch[firsts + length - 1]]
        if not len(firsts):
            self._refuse(len(self.steps.times) - 1, length)
        whole: np.ndarray = firsts
        return whole

    def _refuse(self, last: int, needed: int) -> None:
        found = last - int(self.steps.begins[last]) + 1
        row = int(self.steps.rows[last]) + 1
        raise JobFault("series_short", file=self.steps.file, row=row, found=found, needed=needed)


class Forecasts(OnSeries):
    """The values that follow the last row of each group, in the column's own unit."""

    kind = PatchTSTForPrediction

    def cut(self) -> np.ndarray:
        """The last window of each group. Raises JobFault series_short for one without."""
        lasts = np.flatnonzero(np.diff(self.steps.group, append=-1))
        for last in lasts.tolist():
            if last - self.steps.begins[last] + 1 < self.context:
                self._refuse(last, self.context)
        return np.asarray(lasts - self.context + 1)

    def say(self) -> Iterator[Answer]:
        """For the last `row` of each group what follows it. Raises Stopped."""
        windows = self.windows()
        said = _forecast(self.model, windows, 1, self.setting)[..., 0]
        values = said * self.scaler.deviation[0] + self.scaler.mean[0]
        rows = self.steps.rows[windows.last(np.arange(len(values)))]
        for place in np.argsort(rows):
            yield {"row": int(rows[place]), "forecast": values[place].tolist()}


class WindowClasses(OnSeries):
    """The class of each step that has a window before it."""

    kind = PatchTSTForClassification

    def cut(self) -> np.ndarray:
        """All windows, in the order of the rows that they end in."""
        firsts = self.whole(self.context)
        return np.asarray(firsts[np.argsort(self.steps.rows[firsts + self.context - 1])])

    def say(self) -> Iterator[Answer]:
        """A class and its confidence for the window that ends in each row. Raises Stopped."""
        windows, names = self.windows(), names_of(self.model)
        every = np.arange(len(self.firsts))

        def logits(rows: np.ndarray) -> Tensor:
            said: Tensor = self.model(past_values=read_batch(windows, rows)).prediction_logits
            return said

        said = torch.from_numpy(predict_windows(self.model, every, logits, setting=self.setting)).double()
        for row, answer in zip(self.steps.rows[windows.last(every)].tolist(), likeliest(said, names), strict=True):
            yield {"row": row, **answer}


class Watch(OnSeries):
    """How odd each step is that has a window before it, and whether it is an alarm by the job's threshold."""

    kind = PatchTSTForPrediction

    def cut(self) -> np.ndarray:
        """Windows whose horizons follow one another; at the end of a stretch one may look back into the one before."""
        length = self.context + self.horizon
        firsts = self.whole(length)
        apart = (firsts - self.steps.begins[firsts]) % self.horizon == 0
        ends = np.append(np.diff(self.steps.stretch), 1)[firsts + length - 1] != 0
        return np.concatenate([firsts[ends & ~apart], firsts[apart]])  # what stands twice, the last says

    def say(self) -> Iterator[Answer]:
        """Score and alarm of each step in which something was measured. Raises Stopped."""
        windows, every = self.windows(), np.arange(len(self.firsts))
        measured = windows.future_measured(every)
        forecast = _forecast(self.model, windows, measured.shape[2], self.setting)
        alarms = Alarms(scores(forecast, windows.future(every), measured), self.asked.output.results["threshold"])
        ahead, counted = windows.last(every)[:, None] + 1 + np.arange(self.horizon), measured.any(axis=2)
        told = dict(
            zip(ahead[counted].tolist(), zip(alarms.scores[counted], alarms.raised[counted], strict=True), strict=True)
        )
        for step in sorted(told, key=lambda step: self.steps.rows[step]):
            score, alarm = told[step]
            yield {"row": int(self.steps.rows[step]), "score": float(score), "alarm": bool(alarm)}


def _forecast(model: PreTrainedModel, windows: Windows, targets: int, setting: Any) -> np.ndarray:
    """What `model` says follows, (n, horizon, targets)."""

    def forecast(rows: np.ndarray) -> Tensor:
        said: Tensor = model(past_values=read_batch(windows, rows)).prediction_outputs[..., :targets]
        return said

    return predict_windows(model, np.arange(len(windows.firsts)), forecast, setting=setting)
