"""Evidence for classifiers of any kind: what they say are probabilities (n, classes) for the n test rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from engine.calibration import brier_score, expected_calibration_error, fit_temperature, reliability, tempered
from engine.evidence import TUNED, Contender, weigh
from engine.intervals import Interval, accuracy_interval, difference_interval, f1_intervals, mcnemar
from engine.slices import Slice, weigh_slices

WORST = 10


@dataclass(frozen=True)
class Accuracy:
    """The share of right predictions; `labels` (n,) are the true classes. Two are compared by McNemar's test."""

    labels: np.ndarray
    name = "accuracy"
    unit = "share"
    greater_is_better = True

    def interval(self, said: np.ndarray, *, seed: int) -> Interval:
        """The accuracy of the likeliest classes."""
        return accuracy_interval(self.labels, said.argmax(axis=1), seed=seed)

    def compare(self, ours: np.ndarray, theirs: np.ndarray, *, seed: int) -> dict[str, Any]:
        """The difference, and the rows that only we (gained) or only they (lost) have right."""
        p, gained, lost = mcnemar(self.labels, ours.argmax(axis=1), theirs.argmax(axis=1))
        difference = difference_interval(self.labels, ours.argmax(axis=1), theirs.argmax(axis=1), seed=seed)
        return {"difference": difference, "test": "mcnemar_exact", "p": p, "gained": gained, "lost": lost}


@dataclass(frozen=True)
class MacroF1:
    """F1 averaged over the classes; `labels` (n,) are the true ones."""

    labels: np.ndarray
    classes: int
    name = "macro_f1"
    unit = "share"
    greater_is_better = True

    def interval(self, said: np.ndarray, *, seed: int) -> Interval:
        """The macro F1 of the likeliest classes."""
        macro, _ = f1_intervals(self.labels, said.argmax(axis=1), self.classes, seed=seed)
        return macro


@dataclass(frozen=True)
class HeldOut:
    """What the tuned model says of the validation rows, (m, classes), and their true classes, (m,)."""

    said: np.ndarray
    labels: np.ndarray


def weigh_classes(
    contenders: dict[str, Contender],
    labels: np.ndarray,
    rows: np.ndarray,
    names: list[str],
    *,
    held_out: HeldOut,
    found: Iterator[Slice],
    seed: int,
) -> dict[str, Any]:
    """The part of the results that rests on predictions.

    `labels` (n,) are the true classes of the test rows, `rows` (n,) their places in the data file, `found` their
    slices.
    """
    said: np.ndarray = contenders[TUNED].said
    right = (said.argmax(axis=1) == labels).astype(np.float64)
    return {
        "labels": names,
        **weigh(contenders, Accuracy(labels), MacroF1(labels, len(names)), seed=seed),
        "classes": _classes(labels, said.argmax(axis=1), names, seed),
        "confusion": _confusion(labels, said.argmax(axis=1), len(names)).tolist(),
        "calibration": _calibration(said, labels, held_out),
        "slices": weigh_slices(found, lambda inside: Accuracy(labels[inside]), said, right, seed=seed),
        "mistakes": _mistakes(labels, said, rows),
    }


def save_classes(path: Path, said: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> None:
    """The test rows only: place in the data file, true and predicted class as indices, confidence. No text."""
    columns = {
        "row": pa.array(rows, pa.int64()),
        "label": pa.array(labels, pa.int32()),
        "predicted": pa.array(said.argmax(axis=1), pa.int32()),
        "confidence": pa.array(said.max(axis=1), pa.float64()),
    }
    pyarrow.parquet.write_table(pa.table(columns), path)


def _calibration(said: np.ndarray, labels: np.ndarray, held_out: HeldOut) -> dict[str, Any]:
    """How far confidence can be believed, and how far once its temperature is set by the validation rows."""
    bins = reliability(said, labels)
    temperature = fit_temperature(held_out.said, held_out.labels)
    return {
        "ece": expected_calibration_error(bins),
        "brier": brier_score(said, labels),
        "temperature": temperature,
        "ece_tempered": expected_calibration_error(reliability(tempered(said, temperature), labels)),
        "bins": bins,
    }


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


def _mistakes(labels: np.ndarray, said: np.ndarray, rows: np.ndarray) -> list[dict[str, Any]]:
    """The wrong predictions that the model was surest of, by their row in the data file; no text."""
    confidence, predicted = said.max(axis=1), said.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:WORST]
    return [
        {
            "row": int(rows[i]),
            "label": int(labels[i]),
            "predicted": int(predicted[i]),
            "confidence": float(confidence[i]),
        }
        for i in worst
    ]
