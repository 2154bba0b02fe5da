"""Whether a model's confidence can be believed."""

from typing import Any

import numpy as np

from engine.intervals import wilson_interval

BINS = 10


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


def _confidence(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
