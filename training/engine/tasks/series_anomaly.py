"""Steps of sensor series that are not as those before let expect, found without labels.

A model learns to forecast all columns; how far off it is at a step is that step's score. Above a threshold, set by the
validation windows, it is an alarm. Labels are only looked at in the test. An anomaly is also read by the windows after
it, so that scores can stay high for as long as it stands in what they read.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.evidence import TEACHER, Contender, timed, weigh
from engine.faults import JobFault
from engine.series import place_in_time, read_steps
from engine.series_alarms import Alarms, alarm_figures, scores
from engine.series_baselines import seasonal_naive
from engine.series_forecaster import Forecaster
from engine.spec import Spec, WatchedSeries
from engine.tables import text_column


class SeriesAnomaly(Forecaster):
    """A job of it. What is said of n windows are alarms with their scores, (n, horizon)."""

    tag = "time-series-forecasting"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        source = spec.data
        assert isinstance(source, WatchedSeries)
        self.source, columns = source, source.columns
        steps = read_steps(source, columns, (source.label,))
        with steps.origin.naming_files():
            cells = text_column(steps.table, source.label, steps.file, empty="label_empty")
        part = place_in_time(steps, spec.split)
        super().__init__(spec, setting, steps, part, horizon=source.horizon, targets=len(columns))
        self.odd = np.array([cells[row] != source.normal for row in steps.rows])  # of the steps
        odd = self.odd[self._ahead(self.parts.test)][self._counted(self.parts.test)]
        if odd.all() or not odd.any():
            raise JobFault("anomalies_missing", file=steps.file, column=source.label)
        self.title = f"A watch over {len(columns)} sensors that forecasts {source.horizon} steps"

    def contenders(self, method: str) -> dict[str, Contender]:
        """The untrained base, distances from the mean, from a season ago, and the model's; its teacher's, if any."""
        exact, untrained, season = self.setting.exact(), self.untrained(), self.source.season
        taught = self.taught

        def by_model(model: PreTrainedModel) -> Alarms:
            return self._watch(lambda rows: self.forecast(model, rows, exact))

        def seasonal(rows: np.ndarray) -> np.ndarray:
            return seasonal_naive(self.windows, rows, self.targets, season=season)

        return {
            "base": timed("untrained_head", lambda: by_model(untrained)),
            "z_score": timed("z_score", lambda: self._watch(lambda rows: np.zeros_like(self.true(rows)[0]))),
            "seasonal": timed("seasonal_naive", lambda: self._watch(seasonal)),
            "tuned": timed(method, lambda: by_model(self.model)),
            **({} if taught is None else {TEACHER: timed("teacher", lambda: self._watch(lambda rows: taught[rows]))}),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """AUROC, average precision, and F1 of the alarms; the tuned model's threshold in deviations."""
        test = self.parts.test
        figures = alarm_figures(self.odd[self._ahead(test)], self._counted(test))
        return {**weigh(contenders, *figures, seed=self.spec.seed), "threshold": contenders["tuned"].said.threshold}

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: the row of each step of the test, its score, and whether it is an alarm."""
        test, said = self.parts.test, tuned.said
        counted = self._counted(test)
        columns = {
            "row": pa.array(self.steps.rows[self._ahead(test)[counted]]),
            "score": pa.array(said.scores[counted]),
            "alarm": pa.array(said.raised[counted]),
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def _watch(self, forecast: Any) -> Alarms:
        """Alarms in the test windows by how far off `forecast` of windows is."""
        validation, test = (
            scores(forecast(rows), *self.true(rows)) for rows in (self.parts.validation, self.parts.test)
        )
        quiet = 1 - self.source.false_alarms
        return Alarms(test, float(np.quantile(validation[self._counted(self.parts.validation)], quiet)))

    def _ahead(self, rows: np.ndarray) -> np.ndarray:
        """The steps (n, horizon) that are watched in these windows."""
        ahead: np.ndarray = self.windows.last(rows)[:, None] + 1 + np.arange(self.windows.horizon)
        return ahead

    def _counted(self, rows: np.ndarray) -> np.ndarray:
        """Where something was measured in these windows, (n, horizon)."""
        _, measured = self.true(rows)
        return np.asarray(measured.any(axis=2))
