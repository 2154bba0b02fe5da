"""The next values of a column, from those before."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from engine.arithmetic import Setting
from engine.evidence import TEACHER, Contender, timed, weigh
from engine.series import place_in_time, read_steps
from engine.series_baselines import last_value, ridge, seasonal_naive
from engine.series_figures import forecast_error
from engine.series_forecaster import Forecaster
from engine.spec import ForecastSeries, Spec


class SeriesForecasting(Forecaster):
    """A job of it. Figures are in the column's own unit."""

    tag = "time-series-forecasting"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        source = spec.data
        assert isinstance(source, ForecastSeries)
        self.season = source.season
        steps = read_steps(source, (source.target, *source.others))
        super().__init__(spec, setting, steps, place_in_time(steps, spec.split), horizon=source.horizon, targets=1)
        self.title = f"A forecaster of {source.horizon} steps"

    def contenders(self, method: str) -> dict[str, Contender]:
        """The untrained base, the last value, the value a season ago, a linear model of the window, and the model.

        And its teacher, where it has one.
        """
        test, windows, exact = self.parts.test, self.windows, self.setting.exact()
        untrained, taught = self.untrained(), self.taught
        return {
            "base": timed("untrained_head", lambda: self.forecast(untrained, test, exact)),
            "last_value": timed("last_value", lambda: last_value(windows, test, 1)),
            "seasonal": timed("seasonal_naive", lambda: seasonal_naive(windows, test, 1, season=self.season)),
            "linear": timed("linear_window", lambda: ridge(windows, self.parts, test, 1)),
            "tuned": timed(method, lambda: self.forecast(self.model, test, exact)),
            **({} if taught is None else {TEACHER: timed("teacher", lambda: taught[test])}),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Mean absolute error and root mean squared error in the column's unit, and the error at each step ahead."""
        true, measured = self.true(self.parts.test)
        unit = self.processor.deviation[0]
        mae, rmse = (
            forecast_error(name, true, measured, power, unit=unit) for name, power in (("mae", 1), ("rmse", 2))
        )
        ahead = {key: _by_step(each.said, true, measured, unit) for key, each in contenders.items()}
        return {**weigh(contenders, mae, rmse, seed=self.spec.seed), "mae_by_step": ahead}

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: the row of the first step that is forecast, the forecast, its mean absolute error."""
        test, unit = self.parts.test, self.processor.deviation[0]
        true, measured = self.true(test)
        error = unit * (np.abs(tuned.said - true) * measured).sum(axis=(1, 2)) / measured.sum(axis=(1, 2))
        columns = {
            "row": pa.array(self.steps.rows[self.windows.last(test) + 1]),
            "forecast": pa.array((tuned.said[..., 0] * unit + self.processor.mean[0]).tolist()),
            "error": pa.array(error),
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")


def _by_step(said: np.ndarray, true: np.ndarray, measured: np.ndarray, unit: float) -> list[float | None]:
    """The mean absolute error at each step ahead; None where nothing was measured."""
    errors = (np.abs(said - true) * measured).sum(axis=(0, 2))
    counts = measured.sum(axis=(0, 2))
    return [float(unit * error / count) if count else None for error, count in zip(errors, counts, strict=True)]
