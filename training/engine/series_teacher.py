"""What a larger model says of windows of series, for a smaller one that learns from it.

It reads them in the scale in which it was trained, and what it forecasts is brought into the student's.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import PatchTSTForClassification, PatchTSTForPrediction, PreTrainedModel

from engine.arithmetic import Setting
from engine.distillation import Teacher, in_order
from engine.faults import JobFault
from engine.models import load_model
from engine.series import Steps, Windows
from engine.series_model import PatchTST, Scaler, predict_windows, read_batch, read_scaler
from engine.spec import ModelSource, Spec

SHAPE = ("columns", "context", "horizon")  # in which teacher and student have to be alike


class SeriesTeacher:
    """The model in `source`, for a student that reads `windows` of `steps` in the scale of `student`."""

    def __init__(self, source: ModelSource, spec: Spec, windows: Windows, steps: Steps, student: Scaler) -> None:
        """Raises JobFault: model_unfit, teacher_windows where it reads other columns or other windows."""
        self.source, self.spec, self.student = source, spec, student
        self.scaler = read_scaler(Path(source.name), spec.task)
        shape = {name: getattr(self.scaler, name) for name in SHAPE}
        if shape != {name: getattr(student, name) for name in SHAPE}:
            raise JobFault("teacher_windows", path=source.name, **{**shape, "columns": ", ".join(self.scaler.columns)})
        self.windows = replace(windows, values=self.scaler.scale(steps.filled()))

    def classify(self, names: list[str], setting: Setting) -> Teacher:
        """Its logits of all windows, by the classes `names`.

        Raises Stopped, and JobFault: model_unfit, teacher_unfit where it names others.
        """
        model = self._load(PatchTSTForClassification)
        order = in_order(model, names, self.source)

        def logits(past: Tensor) -> Tensor:
            said: Tensor = model(past_values=past).prediction_logits
            return said[:, order]

        return Teacher(torch.from_numpy(self._say(model, logits, setting)), self.spec.distillation)

    def forecast(self, targets: int, setting: Setting) -> np.ndarray:
        """What it forecasts after all windows, (w, horizon, targets), in the student's scale.

        Raises Stopped, and JobFault model_unfit.
        """
        model = self._load(PatchTSTForPrediction)

        def forecast(past: Tensor) -> Tensor:
            said: Tensor = model(past_values=past).prediction_outputs[..., :targets]
            return said

        theirs, ours = self.scaler, self.student
        values = self._say(model, forecast, setting) * theirs.deviation[:targets] + theirs.mean[:targets]
        scaled: np.ndarray = (values - ours.mean[:targets]) / ours.deviation[:targets]
        return scaled.astype(np.float32)

    def _load(self, kind: type[PreTrainedModel]) -> PreTrainedModel:
        return load_model(PatchTST(kind), self.source, self.spec.task, seed=self.spec.seed)

    def _say(self, model: PreTrainedModel, compute: Callable[[Tensor], Tensor], setting: Setting) -> np.ndarray:
        """`compute` of what it reads, for all windows: (w, …)."""
        every = np.arange(len(self.windows.firsts))
        return predict_windows(
            model, every, lambda rows: compute(read_batch(self.windows, rows)), setting=setting.exact()
        )
