"""Boxes around things in pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import torch
from torch import Tensor
from transformers import AutoModelForObjectDetection, PreTrainedModel
from transformers.models.rt_detr.image_processing_pil_rt_detr import RTDetrImageProcessorPil

from engine.arithmetic import Setting, autocast
from engine.evidence import Contender, Judge, timed, weigh
from engine.faults import JobFault, Stopped
from engine.figures import Bootstrapped
from engine.gathered import OfSources, leave_out
from engine.messages import Note
from engine.models import load_model
from engine.pictures.augmentation import Changes
from engine.pictures.coco import read_boxes
from engine.pictures.detections import Found, Matches, as_boxes, average_precision
from engine.pictures.pixels import PictureList
from engine.pictures.rows import check_fit, images_in, load_processor, open_pixels
from engine.predict import BATCH
from engine.slices import weigh_slices
from engine.spec import BoxedPictures, Spec
from engine.split import PARTS, split_rows

RESAMPLES = 200  # matching is done once, but each resample sorts all boxes again
HALF = slice(0, 1)  # of the thresholds of overlap
LEAST = 0.05  # confidence of a box that is worth telling
SEEN = 0.3  # share of a box that must be left in a picture that was moved


class ObjectDetection(OfSources):
    """A job of it: the spec's pictures with their boxes, its detector, and the evidence."""

    metric = "map_50"
    tag = "object-detection"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        assert isinstance(spec.data, BoxedPictures)
        self.spec, self.setting = spec, setting
        self.rows = read_boxes(spec.data)
        self.processor = load_processor(spec.model, spec.task, spec.data.size, new=RTDetrImageProcessorPil)
        self.origin = self.rows.origin
        self.pixels = open_pixels(spec, self._lists(spec.data), self.processor, setting)
        parts = split_rows(self.pixels.keys, None, spec.split, seed=spec.split_seed, given=self.rows.given)
        self.parts = leave_out(parts, spec.data, self.of_source)
        self._check_boxes(spec.data.annotations)
        self.model = self._load().train()
        self.title = f"A detector of {len(self.rows.classes)} kinds of things"

    @property
    def lengths(self) -> np.ndarray:
        """All pictures are of one size."""
        lengths: np.ndarray = self.pixels.lengths[self.parts.train]
        return lengths

    def loss(self, rows: np.ndarray) -> Tensor:
        """The model's own loss over these training rows, changed as the spec's augmentation says."""
        rows = self.parts.train[rows]
        change = Changes(self.spec.augmentation, (len(rows), *self.pixels.values.shape[1:]))
        targets = [self._target(row, change.corners(place, self._corners(row))) for place, row in enumerate(rows)]
        with autocast(self.setting.precision):
            loss: Tensor = self.model(**self.pixels.batch(rows, change), labels=targets).loss
        return loss

    def evaluate(self) -> tuple[float, float]:
        """The model's loss and its mAP at an overlap of one half on the validation rows."""
        rows = self.parts.validation
        loss, found = self._look(self.model, rows, self.setting)
        return loss, float(self._match(rows, found).by_overlap(np.arange(len(rows)))[HALF].mean())

    def vocabulary(self) -> None:
        """There are no tokens."""
        return

    def counts(self) -> dict[str, int]:
        """Boxes."""
        return {"boxes": sum(map(len, self.rows.boxes))}

    def warnings(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base with an untrained head, the mean box of each class in every picture, and the model."""
        frozen, test = self._load(), self.parts.test
        return {
            "base": timed("untrained_head", lambda: self.said_by(frozen)),
            "baseline": timed("mean_box", lambda: self._match(test, self._mean_boxes())),
            "tuned": timed(method, lambda: self.said_by(self.model)),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Mean average precision at an overlap of .50, and over .50 to .95; by class and source for the tuned model."""
        test, said, seed = self.parts.test, contenders["tuned"].said, self.spec.seed
        count = len(test)
        strict = Bootstrapped("map", count, average_precision(slice(None)), resamples=RESAMPLES)
        precision = said.precision(np.arange(count))[0]  # (recall, classes)
        boxes = np.bincount(np.concatenate([self.rows.labels[row] for row in test]), minlength=len(self.rows.classes))
        return {
            "labels": self.rows.classes,
            **weigh(contenders, self.judge, strict, seed=seed),
            "slices": self._by_source(said),
            "classes": [
                {"label": name, "boxes": int(boxes[i]), "ap_50": float(precision[:, i].mean()) if boxes[i] else None}
                for i, name in enumerate(self.rows.classes)
            ],
            "resamples": RESAMPLES,
        }

    def _by_source(self, said: Matches) -> list[dict[str, Any]]:
        """Of each source with something to find the precision, and the distance to the others', by picture."""
        test = self.parts.test
        there = np.array([len(self.rows.labels[row]) > 0 for row in test])
        found = [each for each in self.origin.slices(test) if there[each.inside].any()]
        places = range(len(test) if found else 0)  # it takes a while
        alone = np.array([said.by_overlap(np.array([place]))[HALF].mean() for place in places])
        return weigh_slices(iter(found), lambda inside: _half(int(inside.sum())), said, alone, seed=self.spec.seed)

    @property
    def judge(self) -> Judge:
        """Mean average precision at an overlap of .50."""
        return _half(len(self.parts.test))

    def said_by(self, model: PreTrainedModel) -> Matches:
        """What `model` finds in the test pictures."""
        return self._match(self.parts.test, self._look(model, self.parts.test, self.setting.exact())[1])

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: a line for each box found: row, class, confidence, and where, in pixels."""
        found: list[Found] = tuned.said.found
        kept = [each.scores >= LEAST for each in found]
        boxes = np.concatenate([each.boxes[keep] for each, keep in zip(found, kept, strict=True)])
        rows = np.repeat(self.parts.test, [keep.sum() for keep in kept])
        columns = {
            "row": pa.array(rows, pa.int64()),
            "predicted": np.concatenate([each.labels[keep] for each, keep in zip(found, kept, strict=True)]),
            "confidence": np.concatenate([each.scores[keep] for each, keep in zip(found, kept, strict=True)]),
            **{name: boxes[:, i] for i, name in enumerate(("left", "top", "width", "height"))},
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def _lists(self, source: BoxedPictures) -> list[PictureList]:
        """The pictures of each folder."""
        ends = np.cumsum([0, *self.origin.sizes])
        return [
            PictureList(images_in(folder.path, source.images), self.rows.names[start:end], file)
            for folder, file, start, end in zip(source.files, self.origin.files, ends[:-1], ends[1:], strict=True)
        ]

    def _check_boxes(self, table: str) -> None:
        """Without anything to find a score has no value. Raises JobFault boxes_missing."""
        for part in PARTS:
            if not any(len(self.rows.labels[row]) for row in getattr(self.parts, part)):
                raise JobFault("boxes_missing", file=table, part=part)

    def _load(self) -> PreTrainedModel:
        spec, names = self.spec, self.rows.classes
        model = load_model(
            AutoModelForObjectDetection,
            spec.model,
            spec.task,
            seed=spec.seed,
            id2label=dict(enumerate(names)),
            label2id={name: i for i, name in enumerate(names)},
        )
        check_fit(model, spec, lambda: model(**self.pixels.batch([0])))
        return model

    def _look(self, model: PreTrainedModel, rows: np.ndarray, setting: Setting) -> tuple[float, list[Found]]:
        """The mean of the model's loss on these rows, and what it finds in them. Raises Stopped."""
        was_training, total = model.training, 0.0
        model.train(False)
        found: list[Found] = []
        for start in range(0, len(rows), BATCH):
            if setting.should_stop():
                raise Stopped
            chunk = rows[start : start + BATCH]
            targets = [self._target(row, self._corners(row)) for row in chunk]
            with torch.inference_mode(), autocast(setting.precision):
                out = model(**self.pixels.batch(chunk), labels=targets)
            total += out.loss.item() * len(chunk)
            found += boxes_in(out, self.processor, self.pixels.sizes[chunk])
        model.train(was_training)
        return total / len(rows), found

    def _mean_boxes(self) -> list[Found]:
        """In every test picture the mean box of each class, as sure as the class is frequent in training pictures."""
        train = self.parts.train
        corners = np.concatenate([self._corners(row) for row in train])
        labels = np.concatenate([self.rows.labels[row] for row in train])
        classes = np.unique(labels)
        means = np.stack([corners[labels == label].mean(axis=0) for label in classes])
        scores = np.array([np.mean([label in self.rows.labels[row] for row in train]) for label in classes])
        return [Found(as_boxes(means * self._extent(row)), classes, scores) for row in self.parts.test]

    def _match(self, rows: np.ndarray, found: list[Found]) -> Matches:
        truth = [Found(self.rows.boxes[row], self.rows.labels[row], np.ones(len(self.rows.boxes[row]))) for row in rows]
        return Matches(truth, found, len(self.rows.classes))

    def _extent(self, row: int) -> np.ndarray:
        height, width = self.pixels.sizes[row]
        return np.array([width, height, width, height])

    def _corners(self, row: int) -> np.ndarray:
        """Boxes (k, 4) of a row as shares of the picture: left, top, right, bottom."""
        boxes = self.rows.boxes[row] / self._extent(row)
        return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)

    def _target(self, row: int, corners: np.ndarray) -> dict[str, Tensor]:
        """What the model is to say of a row: boxes (k, 4) as centre and size, without those that are mostly outside."""
        inside = corners.clip(0, 1)
        area = (corners[:, 2:] - corners[:, :2]).prod(axis=1)
        seen = (inside[:, 2:] - inside[:, :2]).prod(axis=1) > SEEN * area
        first, last = inside[seen, :2], inside[seen, 2:]
        boxes = np.concatenate([(first + last) / 2, last - first], axis=1)
        labels = torch.from_numpy(self.rows.labels[row][seen])
        return {"class_labels": labels, "boxes": torch.from_numpy(boxes).float()}


def _half(rows: int) -> Bootstrapped:
    return Bootstrapped("map_50", rows, average_precision(HALF), resamples=RESAMPLES)


def boxes_in(out: Any, processor: Any, sizes: np.ndarray) -> list[Found]:
    """What a model says of pictures, in pixels of the pictures as they are: `sizes` (n, 2), height and width."""
    told = processor.post_process_object_detection(out, threshold=0.0, target_sizes=torch.from_numpy(sizes))
    each = [{name: value.double().numpy() for name, value in one.items()} for one in told]
    return [Found(as_boxes(one["boxes"]), one["labels"].astype(np.int64), one["scores"]) for one in each]
