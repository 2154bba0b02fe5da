"""What tasks on sensor series have in common: windows cut and scaled, and what is said of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from torch import Tensor
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.messages import Note
from engine.series import Steps, Windows, cut_windows
from engine.series_augmentation import Changed
from engine.series_context import choose_context
from engine.series_model import fit_scaler, load_patchtst, read_batch
from engine.series_teacher import SeriesTeacher
from engine.spec import Series, Spec


class OnSeries:
    """A job on the windows of a series; a subclass brings the model, what it is trained for, and the evidence."""

    model: PreTrainedModel

    def __init__(
        self, spec: Spec, setting: Setting, steps: Steps, part: np.ndarray, *, horizon: int, targets: int
    ) -> None:
        """`part` (n,) are the parts of the steps; of the first `targets` columns something has to be measured.

        Raises JobFault: too_few_windows, teacher_windows.
        """
        assert isinstance(spec.data, Series)
        self.spec, self.setting, self.steps, self.targets = spec, setting, steps, targets
        chosen = choose_context(spec, steps, part, horizon=horizon, target=targets)
        self.choices = {"context": chosen}
        shape = {"context": int(chosen.chosen), "horizon": horizon}
        firsts, self.parts = cut_windows(steps, part, **shape, stride=spec.data.stride, target=targets)
        self.processor = fit_scaler(steps.values[part == 0], steps.columns, **shape)
        values, measured = self.processor.scale(steps.filled()), ~np.isnan(steps.values)
        self.windows = Windows(values, measured, firsts, steps.begins[firsts], **shape)
        self.teacher: SeriesTeacher | None = None
        if spec.teacher:
            self.teacher = SeriesTeacher(spec.teacher, spec, self.windows, steps, self.processor)
        self.too_short = int((np.bincount(steps.stretch) < sum(shape.values())).sum())

    @property
    def lengths(self) -> np.ndarray:
        """Steps that are read of each training window."""
        return np.full(len(self.parts.train), self.windows.context)

    def inputs(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What the model reads of these rows."""
        return {"past_values": read_batch(self.windows, rows)}

    def vocabulary(self) -> None:
        """There are no tokens."""

    def counts(self) -> dict[str, int]:
        """Steps, values not measured, and jumps of time."""
        return {"steps": len(self.steps.times), "missing": self.steps.missing, "gaps": self.steps.gaps}

    def warnings(self) -> Iterator[Note]:
        """Holes in the series, and those too short for a window."""
        yield from self.steps.notes()
        if self.too_short:
            length = self.windows.context + self.windows.horizon
            yield "stretches_short", {"count": self.too_short, "length": length}

    def changed(self, rows: np.ndarray) -> Changed:
        """These training windows as the spec's augmentation changes them."""
        return Changed(self.spec.augmentation, self.windows, self.parts.train[rows])

    def load(self, kind: type[PreTrainedModel], **head: Any) -> PreTrainedModel:
        """The base with a `head` of these settings, as load_patchtst says. Raises JobFault model_unfit."""
        spec, windows = self.spec, self.windows
        size = {"channels": windows.values.shape[1], "context": windows.context}
        return load_patchtst(kind, spec.model, spec.task, **size, seed=spec.seed, **head)
