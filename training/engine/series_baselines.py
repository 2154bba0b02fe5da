"""What a forecast has to beat: the last value, the value one season ago, and a linear model of the window; and
statistics of windows, from which classes can be told.

`windows` are scaled; a forecast is (n, horizon, targets) of the first `targets` channels, in the same scale.
"""

import numpy as np
from sklearn.linear_model import Ridge
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from engine.series import Windows
from engine.split import Parts

STRENGTHS = (1.0, 10.0, 100.0, 1000.0, 10000.0)
WINDOWS = 8000  # more would hardly change a linear model, and cost memory


def last_value(windows: Windows, rows: np.ndarray, targets: int) -> np.ndarray:
    """What was there last, for the whole horizon."""
    last = windows.past(rows)[:, -1:, :targets]
    return np.repeat(last, windows.horizon, axis=1)


def seasonal_naive(windows: Windows, rows: np.ndarray, targets: int, *, season: int) -> np.ndarray:
    """What was there one season before (Hyndman and Athanasopoulos 2021, ch. 5.2); the context has a season."""
    steps = windows.context - season + np.arange(windows.horizon) % season
    seen: np.ndarray = windows.past(rows)[:, steps, :targets]
    return seen


def statistics(windows: Windows, rows: np.ndarray) -> np.ndarray:
    """Features (n, 6 × channels): mean, deviation, least and greatest value, how it rises, and how it swings."""
    past = windows.past(rows)
    swing = np.abs(np.diff(past, axis=1)).mean(axis=1)
    moments = (past.mean(axis=1), past.std(axis=1), past.min(axis=1), past.max(axis=1))
    return np.concatenate([*moments, past[:, -1] - past[:, 0], swing], axis=1)


def ridge(windows: Windows, parts: Parts, rows: np.ndarray, targets: int) -> np.ndarray:
    """Linear in all values of the window, as changes from the last one (Zeng et al. 2023, arXiv:2205.13504).

    Its regularisation is chosen on the validation windows.
    """
    train = parts.train[:: -(-len(parts.train) // WINDOWS)]
    changes = windows.future(train)[..., :targets] - last_value(windows, train, targets)
    best = (float("inf"), np.empty(0))
    true = windows.future(parts.validation)[..., :targets]
    with threadpool_limits(1, user_api="blas"):  # its idle threads would slow those of training
        for strength in STRENGTHS:
            model = Ridge(alpha=strength).fit(_changes(windows, train), changes.reshape(len(train), -1))
            error = float(np.abs(_forecast(model, windows, parts.validation, targets) - true).mean())
            if error < best[0]:
                best = (error, _forecast(model, windows, rows, targets))
    return best[1]


def _forecast(model: Ridge, windows: Windows, rows: np.ndarray, targets: int) -> np.ndarray:
    changes = model.predict(_changes(windows, rows)).reshape(len(rows), windows.horizon, targets)
    forecast: np.ndarray = changes + last_value(windows, rows, targets)
    return forecast


def _changes(windows: Windows, rows: np.ndarray) -> np.ndarray:
    """Features (n, context × channels): each channel's way to its last value, and the last values themselves."""
    past = windows.past(rows)
    changes = past - past[:, -1:]
    changes[:, -1] = past[:, -1]
    features: np.ndarray = changes.reshape(len(rows), -1)
    return features
