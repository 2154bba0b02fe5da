"""Labels that a model doubts which has not learned from them.

Confident learning (Northcutt, Jiang and Chuang 2021, arXiv:1911.00068): a label is doubted where another class is
likelier than it usually is for its own.
"""

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict

FOLDS = 5
MOST_TOLD = 50
SEED = 1


def large_enough(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of labels (n,) of classes that are large enough to be looked at, and these classes in their order."""
    told = np.flatnonzero(labels != np.array(None))
    names, counts = np.unique(labels[told].astype(str), return_counts=True)
    classes = names[counts >= FOLDS]
    return told[np.isin(labels[told].astype(str), classes)], classes


def doubts(features: Any, given: np.ndarray, classes: np.ndarray, together: np.ndarray | None = None) -> dict[str, Any]:
    """How many of the labels `given` (n,), places in `classes`, are right and doubted; `told` names the worst by `at`.

    What has one number in `together` (n,) is learned from together or not at all.
    """
    folded = StratifiedKFold if together is None else StratifiedGroupKFold
    folds = folded(FOLDS, shuffle=True, random_state=SEED)
    learner = LogisticRegression(max_iter=200, C=10.0)
    likely = cross_val_predict(learner, features, given, groups=together, cv=folds, method="predict_proba")
    own = likely[np.arange(len(given)), given]  # likely is (n, classes)
    usual = np.array([own[given == each].mean() for each in range(len(classes))])
    sure = np.where(likely >= usual, likely, 0.0)
    other = sure.argmax(axis=1)
    doubted = np.flatnonzero((sure.max(axis=1) > 0) & (other != given))
    worst = doubted[np.argsort(own[doubted] - likely[doubted, other[doubted]], kind="stable")]
    told = [
        {
            "at": int(at),
            "label": str(classes[given[at]]),
            "confidence": round(float(own[at]), 3),
            "likelier": str(classes[other[at]]),
            "likelier_confidence": round(float(likely[at, other[at]]), 3),
        }
        for at in worst[:MOST_TOLD]
    ]
    return {
        "rows": len(given),
        "right": float((likely.argmax(1) == given).mean()),
        "doubted": len(doubted),
        "told": told,
    }
