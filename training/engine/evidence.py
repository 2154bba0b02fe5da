"""How good the tuned model is, how sure one can be, and against what: figures from predictions on the test rows."""

from typing import Any

import numpy as np

from engine.calibration import expected_calibration_error, reliability
from engine.contenders import Contender
from engine.intervals import Interval, accuracy_interval, difference_interval, f1_intervals, mcnemar

WORST = 10


def weigh(
    contenders: dict[str, Contender], labels: np.ndarray, rows: np.ndarray, names: list[str], *, seed: int
) -> dict[str, Any]:
    """The part of the results that rests on predictions.

    `labels` (n,) are the true classes of the test rows, `rows` (n,) their places in the data file.
    """
    tuned = contenders["tuned"]
    others = {key: contenders[key] for key in ("base", "probe", "baseline")}
    comparisons = {key: _compare(labels, tuned, other, seed) for key, other in others.items()}
    reference = _reference(labels, contenders)
    bins = reliability(tuned.probabilities, labels)
    return {
        "contenders": {key: _score(labels, each, len(names), seed) for key, each in contenders.items()},
        "reference": reference,
        "comparisons": comparisons,
        "verdict": verdict(comparisons[reference]["difference"]),
        "classes": _classes(labels, tuned.predicted, names, seed),
        "confusion": _confusion(labels, tuned.predicted, len(names)).tolist(),
        "calibration": {"ece": expected_calibration_error(bins), "bins": bins},
        "mistakes": _mistakes(labels, tuned, rows),
    }


def verdict(difference: Interval) -> str:
    """better or worse only when the whole interval of the difference says so."""
    _, low, high = difference
    if low > 0:
        return "better"
    return "worse" if high < 0 else "not_shown"


def _reference(labels: np.ndarray, contenders: dict[str, Contender]) -> str:
    """The better of probe and baseline on the test rows: the tuned model is held against the harder one."""
    right = {key: int((contenders[key].predicted == labels).sum()) for key in ("probe", "baseline")}
    return "probe" if right["probe"] >= right["baseline"] else "baseline"


def _score(labels: np.ndarray, contender: Contender, classes: int, seed: int) -> dict[str, Any]:
    macro, _ = f1_intervals(labels, contender.predicted, classes, seed=seed)
    accuracy = accuracy_interval(labels, contender.predicted, seed=seed)
    return {"name": contender.name, "accuracy": accuracy, "macro_f1": macro, "seconds": contender.seconds}


def _compare(labels: np.ndarray, tuned: Contender, other: Contender, seed: int) -> dict[str, Any]:
    p, gained, lost = mcnemar(labels, tuned.predicted, other.predicted)
    difference = difference_interval(labels, tuned.predicted, other.predicted, seed=seed)
    return {"difference": difference, "test": "mcnemar_exact", "p": p, "gained": gained, "lost": lost}


def _classes(labels: np.ndarray, predicted: np.ndarray, names: list[str], seed: int) -> list[dict[str, Any]]:
    _, f1 = f1_intervals(labels, predicted, len(names), seed=seed)
    confusion = _confusion(labels, predicted, len(names))
    return [
        {
            "label": name,
            "rows": int(confusion[i].sum()),
            "precision": _share(confusion[i, i], confusion[:, i].sum()),
            "recall": _share(confusion[i, i], confusion[i].sum()),
            "f1": f1[i],
        }
        for i, name in enumerate(names)
    ]


def _confusion(labels: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Counts (classes, classes): true in rows, predicted in columns."""
    return np.bincount(labels * classes + predicted, minlength=classes**2).reshape(classes, classes)


def _share(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None


def _mistakes(labels: np.ndarray, tuned: Contender, rows: np.ndarray) -> list[dict[str, Any]]:
    """The wrong predictions that the model was surest of, by their row in the data file; no text."""
    confidence = tuned.probabilities.max(axis=1)
    wrong = np.flatnonzero(tuned.predicted != labels)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:WORST]
    return [
        {
            "row": int(rows[i]),
            "label": int(labels[i]),
            "predicted": int(tuned.predicted[i]),
            "confidence": float(confidence[i]),
        }
        for i in worst
    ]
