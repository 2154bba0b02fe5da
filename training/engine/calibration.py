"""Whether a model's confidence can be believed."""

from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from engine.intervals import wilson_interval

BINS = 10
COOLEST, HOTTEST = 0.05, 20.0  # temperatures that are looked through
LEAST_PROBABLE = 1e-12


def reliability(probabilities: np.ndarray, labels: np.ndarray) -> list[dict[str, Any]]:
    """Confidence and accuracy in each of ten equal bins of confidence that has rows (DeGroot and Fienberg, 1983).

    `probabilities` is (n, classes) with rows summing to 1, `labels` is (n,).
    """
    confidence, right = _confidence(probabilities, labels)
    bin_of = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        {
            "low": index / BINS,
            "high": (index + 1) / BINS,
            "count": int(inside.sum()),
            "confidence": float(confidence[inside].mean()),
            "accuracy": wilson_interval(int(right[inside].sum()), int(inside.sum())),
        }
        for index in range(BINS)
        if (inside := bin_of == index).any()
    ]


def expected_calibration_error(bins: list[dict[str, Any]]) -> float:
    """Gap between confidence and accuracy, averaged over the rows of all bins (Naeini et al., 2015): 0 is perfect."""
    rows = sum(each["count"] for each in bins)
    gaps = (each["count"] * abs(each["confidence"] - each["accuracy"][0]) for each in bins)
    return float(sum(gaps) / rows)


def brier_score(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Squared distance to what came, summed over classes, averaged over rows (Brier 1950): 0 is perfect, 2 the worst.

    `probabilities` is (n, classes) with rows summing to 1, `labels` is (n,).
    """
    came = np.eye(probabilities.shape[1])[labels]
    return float(((probabilities - came) ** 2).sum(axis=1).mean())


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that makes these labels likeliest (Guo et al. 2017, arXiv:1706.04599): above 1 for the too sure.

    It is to be fitted on rows that were neither trained on nor are tested on.
    """
    logits = np.log(np.maximum(probabilities, LEAST_PROBABLE))

    def improbability(log_temperature: float) -> float:
        said = log_softmax(logits / np.exp(log_temperature), axis=1)
        return float(-said[np.arange(len(labels)), labels].mean())

    found = minimize_scalar(improbability, bounds=(np.log(COOLEST), np.log(HOTTEST)), method="bounded")
    return float(np.exp(found.x))


def tempered(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities (n, classes) at this temperature."""
    cooled: np.ndarray = softmax(np.log(np.maximum(probabilities, LEAST_PROBABLE)) / temperature, axis=1)
    return cooled


def _confidence(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
