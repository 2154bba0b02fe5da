"""Labels that are likely wrong: what a model thinks of each row that has not learned from it.

Confident learning (Northcutt, Jiang and Chuang 2021, arXiv:1911.00068): a label is doubted where another class is
likelier than it usually is for its own rows.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from catalog.profiling.features import features_of, pictures_of, shortened, written_in

FOLDS = 5
MOST_ROWS = 20_000
MOST_TOLD = 50
SEED = 1


def doubted_labels(
    parquet: Path, columns: Sequence[Mapping[str, Any]], album: Path | None = None
) -> dict[str, Any] | None:
    """The rows whose label is likely wrong, the most doubtful first; None where there are no classes to tell apart.

    Rows are counted from 1. Classes of fewer than FOLDS rows are not looked at, nor rows beyond the first MOST_ROWS.
    """
    roles = {each.get("role"): each["name"] for each in reversed(columns) if each.get("role")}
    if "label" not in roles or "time" in roles:  # steps of a series say little one by one
        return None
    table = _first(parquet)
    labels = np.array([None if each is None else str(each) for each in table[roles["label"]].to_pylist()], dtype=object)
    rows, classes = _enough(labels)
    if len(classes) < 2:
        return None
    table, labels = table.take(pa.array(rows)), labels[rows]
    given = np.searchsorted(classes, labels.astype(str))
    if "picture" in roles and album:
        with zipfile.ZipFile(album) as archive:
            features: Any = shortened(pictures_of(archive, table[roles["picture"]].to_pylist()))
    else:
        frame, kinds = written_in(table, columns, {roles["label"], roles.get("split", ""), roles.get("group", "")})
        if not frame.shape[1]:
            return None
        features = features_of(frame, kinds, classes=len(classes))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    learner = LogisticRegression(max_iter=200, C=10.0)
    likely = cross_val_predict(learner, features, given, cv=folds, method="predict_proba")  # (n, classes)
    return {
        "rows": len(rows),
        "right": float((likely.argmax(1) == given).mean()),
        **_doubts(likely, given, rows, classes),
    }


def _first(parquet: Path) -> pa.Table:
    batches, left = [], MOST_ROWS
    for batch in pq.ParquetFile(parquet).iter_batches(batch_size=2_000):
        batches.append(batch.slice(0, left))
        left -= len(batches[-1])
        if not left:
            break
    return pa.Table.from_batches(batches)


def _enough(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of rows of classes that are large enough, and these classes in their order."""
    told = np.flatnonzero(labels != np.array(None))
    names, counts = np.unique(labels[told].astype(str), return_counts=True)
    classes = names[counts >= FOLDS]
    return told[np.isin(labels[told].astype(str), classes)], classes


def _doubts(likely: np.ndarray, given: np.ndarray, rows: np.ndarray, classes: np.ndarray) -> dict[str, Any]:
    own = likely[np.arange(len(given)), given]
    usual = np.array([own[given == each].mean() for each in range(len(classes))])
    sure = np.where(likely >= usual, likely, 0.0)
    other = sure.argmax(axis=1)
    doubted = np.flatnonzero((sure.max(axis=1) > 0) & (other != given))
    worst = doubted[np.argsort(own[doubted] - likely[doubted, other[doubted]], kind="stable")]
    told = [
        {
            "row": int(rows[at]) + 1,
            "label": str(classes[given[at]]),
            "confidence": round(float(own[at]), 3),
            "likelier": str(classes[other[at]]),
            "likelier_confidence": round(float(likely[at, other[at]]), 3),
        }
        for at in worst[:MOST_TOLD]
    ]
    return {"doubted": len(doubted), "told": told}
