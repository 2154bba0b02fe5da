"""What tasks have in common whose model forecasts: the loss, the score, and forecasts of windows."""

import numpy as np
import torch
from torch import Tensor
from transformers import PatchTSTForPrediction, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.series import Steps
from engine.series_baselines import last_value
from engine.series_model import predict_windows, read_batch
from engine.series_subject import OnSeries
from engine.spec import Spec


class Forecaster(OnSeries):
    """A job on series whose first `targets` columns are forecast: (n, horizon, targets), in the scale of training."""

    metric = "skill"  # the share of the last value's error that is gone

    def __init__(
        self, spec: Spec, setting: Setting, steps: Steps, part: np.ndarray, *, horizon: int, targets: int
    ) -> None:
        """Raises Stopped, and JobFault: too_few_windows, model_unfit, teacher_windows."""
        super().__init__(spec, setting, steps, part, horizon=horizon, targets=targets)
        self.taught = None if self.teacher is None else self.teacher.forecast(targets, setting)
        self.model = self.untrained().train()

    def untrained(self) -> PreTrainedModel:
        """The base with a new head, which says values and no distribution. Raises JobFault model_unfit."""
        head = {"prediction_length": self.windows.horizon, "pooling_type": None, "loss": "mse"}
        return self.load(PatchTSTForPrediction, **head)

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean absolute error over these training windows."""
        batch = self.changed(rows)
        with autocast(self.setting.precision):
            forecast = self.model(past_values=batch.past()).prediction_outputs[..., : self.targets]
        true, measured = (each[..., : self.targets] for each in batch.future())
        loss = _mean_error(forecast.float(), true, measured)
        if self.taught is None:
            return loss
        theirs = torch.from_numpy(self.taught[self.parts.train[rows]])
        weight = self.spec.distillation.weight
        distance: Tensor = (forecast.float() - theirs).abs().mean()
        return (1 - weight) * loss + weight * distance

    def evaluate(self) -> tuple[float, float]:
        """The mean absolute error on the validation windows, and the share of the last value's that is gone."""
        rows = self.parts.validation
        said = (self.forecast(self.model, rows, self.setting), last_value(self.windows, rows, self.targets))
        true, measured = map(torch.from_numpy, self.true(rows))
        ours, naive = (_mean_error(torch.from_numpy(each), true, measured).item() for each in said)
        return ours, 1 - ours / max(naive, 1e-12)

    def forecast(self, model: PreTrainedModel, rows: np.ndarray, setting: Setting) -> np.ndarray:
        """What `model` forecasts of these windows. Raises Stopped."""

        def forecast(rows: np.ndarray) -> Tensor:
            said: Tensor = model(past_values=read_batch(self.windows, rows)).prediction_outputs[..., : self.targets]
            return said

        return predict_windows(model, rows, forecast, setting=setting)

    def true(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What came, and which of it was measured: (n, horizon, targets) each."""
        future, measured = self.windows.future(rows), self.windows.future_measured(rows)
        return future[..., : self.targets], measured[..., : self.targets]


def _mean_error(forecast: Tensor, true: Tensor, measured: Tensor) -> Tensor:
    return ((forecast - true).abs() * measured).sum() / measured.sum().clamp_min(1)
