"""How well boxes were found: mean average precision as COCO computes it, by its own library."""

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from engine.intervals import Statistic

AT_MOST = 100  # boxes of a picture that count
ANY_SIZE = [[0.0, 1e10]]


@dataclass(frozen=True)
class Found:
    """What is in a picture, or is said to be: `boxes` (k, 4) left, top, width, height, `labels` (k,), `scores` (k,)."""

    boxes: np.ndarray
    labels: np.ndarray
    scores: np.ndarray


class Matches:
    """What was found in n pictures, held against what is there; made once, looked at for every resample."""

    def __init__(self, truth: Sequence[Found], found: Sequence[Found], classes: int) -> None:
        self.truth, self.found, self.rows, self.classes = truth, found, len(truth), classes
        self.told: dict[bytes, np.ndarray] = {}
        with contextlib.redirect_stdout(io.StringIO()):  # it prints
            self.scorer = COCOeval(_coco(truth, classes), _coco(found, classes), "bbox")
            self.scorer.params.maxDets = [AT_MOST]
            self.scorer.params.areaRng, self.scorer.params.areaRngLbl = ANY_SIZE, ["all"]
            self.scorer.evaluate()
        self.by_class = np.array([*self.scorer.evalImgs, None], dtype=object)[:-1].reshape(classes, self.rows)

    def __getitem__(self, inside: np.ndarray) -> "Matches":
        """Those in the pictures that are `inside` (n,)."""
        truth, found = ([of[place] for place in np.flatnonzero(inside).tolist()] for of in (self.truth, self.found))
        return Matches(truth, found, self.classes)

    def by_overlap(self, drawn: np.ndarray) -> np.ndarray:
        """The mean of precision over recall and classes (thresholds,); nan where there is nothing to find.

        It is remembered, since all figures and comparisons ask of the same resamples.
        """
        key = drawn.tobytes()
        if key not in self.told:
            precision = self.precision(drawn)
            there = (precision >= 0).any(axis=(0, 1))  # (classes,)
            told = precision[:, :, there].mean(axis=(1, 2)) if there.any() else np.full(len(precision), np.nan)
            self.told[key] = told
        return self.told[key]

    def precision(self, drawn: np.ndarray) -> np.ndarray:
        """Precision (thresholds of overlap, 101 levels of recall, classes) on the pictures `drawn`, maybe repeated.

        -1 where a class is not in them.
        """
        self.scorer.evalImgs = list(self.by_class[:, drawn].ravel())
        self.scorer.params.imgIds = self.scorer._paramsEval.imgIds = list(range(len(drawn)))
        with contextlib.redirect_stdout(io.StringIO()):
            self.scorer.accumulate()
        precision: np.ndarray = self.scorer.eval["precision"][:, :, :, 0, 0]
        return precision


def average_precision(thresholds: slice) -> Callable[[Matches], Statistic]:
    """The mean of precision over recall, classes and these of the thresholds .50, .55, … .95 of overlap."""

    def statistic(matches: Matches) -> Statistic:
        def values(weights: np.ndarray) -> np.ndarray:
            counts = np.rint(weights * matches.rows).astype(int)
            drawn = [np.repeat(np.arange(matches.rows), row) for row in counts]
            return np.array([matches.by_overlap(each)[thresholds].mean() for each in drawn])

        return values

    return statistic


def as_boxes(corners: np.ndarray) -> np.ndarray:
    """Left, top, width, height (k, 4) of left, top, right, bottom."""
    return np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)


def _coco(pictures: Sequence[Found], classes: int) -> COCO:
    coco = COCO()
    annotations = [
        {
            "id": 0,
            "image_id": place,
            "category_id": int(label),
            "bbox": box.tolist(),
            "area": float(box[2] * box[3]),
            "iscrowd": 0,
            "score": float(score),
        }
        for place, each in enumerate(pictures)
        for box, label, score in zip(each.boxes, each.labels, each.scores, strict=True)
    ]
    coco.dataset = {
        "images": [{"id": place} for place in range(len(pictures))],
        "categories": [{"id": label} for label in range(classes)],
        "annotations": [{**each, "id": number} for number, each in enumerate(annotations, start=1)],
    }
    coco.createIndex()
    return coco
