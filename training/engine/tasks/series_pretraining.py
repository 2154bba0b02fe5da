"""A base for sensor series without labels: patches of windows are hidden, and the model fills them in.

As in Nie et al. 2023, arXiv:2211.14730, ch. 3.2: patches of a new model do not overlap, so that none shows a part of
another.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from torch import Tensor
from transformers import PatchTSTForPretraining, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.evidence import Contender, timed, weigh
from engine.series import place_in_time, read_steps
from engine.series_figures import forecast_error
from engine.series_masking import fill, interpolated, patches, same_hidden
from engine.series_model import predict_windows, read_batch
from engine.series_subject import OnSeries
from engine.spec import RawSeries, Spec

PATCH = {"patch_length": 16, "patch_stride": 16}  # of a new model


class SeriesPretraining(OnSeries):
    """A job of it. What is said of n windows is (n, channels, patches, length), each window scaled by itself."""

    metric = "neg_mean_absolute_error"
    tag = "feature-extraction"
    title = "A base for sensor series, learned without labels"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        source = spec.data
        assert isinstance(source, RawSeries)
        steps = read_steps(source, source.columns)
        part = place_in_time(steps, spec.split)
        super().__init__(spec, setting, steps, part, horizon=0, targets=len(source.columns))
        self.model = self._untrained().train()

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean absolute error on hidden patches of these training windows, drawn anew each time."""
        batch = self.changed(rows)
        with autocast(self.setting.precision):
            said, true, hidden = fill(self.model, batch.past()).float().unbind(dim=1)
        counted = hidden * patches(self.model, batch.past_measured())
        return ((said - true).abs() * counted).sum() / counted.sum().clamp_min(1)

    def evaluate(self) -> tuple[float, float]:
        """The mean absolute error on hidden patches of the validation windows, and its negative."""
        rows = self.parts.validation
        said, true, hidden = self._fill(self.model, rows, self.setting)
        counted = hidden * self._measured(rows)
        error = float((np.abs(said - true) * counted).sum() / max(counted.sum(), 1))
        return error, -error

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base as it was, a line drawn from before a hidden patch to after it, and the model."""
        test, exact = self.parts.test, self.setting.exact()
        untrained, (true, hidden) = self._untrained(), self.asked
        return {
            "base": timed("untrained_head", lambda: self._fill(untrained, test, exact)[0]),
            "baseline": timed("interpolation", lambda: interpolated(true, hidden, self.model.config.patch_stride)),
            "tuned": timed(method, lambda: self._fill(self.model, test, exact)[0]),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """The mean absolute error on what was hidden and measured, in deviations of each column in its window."""
        true, hidden = self.asked
        judge = forecast_error("mean_absolute_error", true, hidden * self._measured(self.parts.test), 1)
        share = self.model.config.random_mask_ratio
        return {**weigh(contenders, judge, seed=self.spec.seed), "hidden_share": share}

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: the row of each window's first step, and its mean absolute error."""
        test, (true, hidden) = self.parts.test, self.asked
        counted = hidden * self._measured(test)
        sums, counts = (
            each.sum(axis=(1, 2, 3), dtype=np.float64) for each in (np.abs(tuned.said - true) * counted, counted)
        )
        error = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
        columns = {"row": pa.array(self.steps.rows[self.windows.firsts[test]]), "error": pa.array(error)}
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    @cached_property
    def asked(self) -> tuple[np.ndarray, np.ndarray]:
        """What stands in the patches of the test windows, and 1 where it is hidden."""
        _, true, hidden = self._fill(self.model, self.parts.test, self.setting.exact())
        return true, hidden

    def _untrained(self) -> PreTrainedModel:
        return self.load(PatchTSTForPretraining, do_mask_input=True, needs=PATCH)

    def _fill(self, model: PreTrainedModel, rows: np.ndarray, setting: Setting) -> np.ndarray:
        """As `fill`, (3, n, …); the patches hidden of these windows are always the same. Raises Stopped."""

        def filled(rows: np.ndarray) -> Tensor:
            return fill(model, read_batch(self.windows, rows))

        with same_hidden(self.spec.split_seed):
            return predict_windows(model, rows, filled, setting=setting).swapaxes(0, 1)

    def _measured(self, rows: np.ndarray) -> np.ndarray:
        """1 where a patch's values were measured."""
        measured: np.ndarray = patches(self.model, self.windows.past_measured(rows)).numpy()
        return measured
