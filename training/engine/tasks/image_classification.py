"""One label for each picture."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize
from transformers import AutoModelForImageClassification, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.attributions import Answers, Pieces, odds_of_one
from engine.baselines import Part, fit_logistic
from engine.classes import Accuracy, HeldOut, save_classes, weigh_classes
from engine.data import read_classes, read_columns
from engine.distillation import Teacher, ask_teacher
from engine.evidence import TEACHER, Contender, Judge, timed
from engine.gathered import OfSources, leave_out
from engine.losses import make_loss
from engine.messages import Note
from engine.models import load_classifier
from engine.pictures.augmentation import Changes, mix
from engine.pictures.pixels import Pixels
from engine.pictures.rows import Listed, check_fit, load_processor, open_pixels, read_list
from engine.pictures.statistics import statistics
from engine.predict import in_batches, predict_logits
from engine.slices import slices
from engine.spec import LabelledPictures, ModelSource, Spec
from engine.split import split_rows


class ImageClassification(OfSources):
    """A job of it: the spec's pictures, its base with a new head, and the evidence."""

    metric = "accuracy"
    tag = "image-classification"
    odds = staticmethod(odds_of_one)

    def __init__(self, spec: Spec, setting: Setting) -> None:
        assert isinstance(spec.data, LabelledPictures)
        self.spec, self.setting = spec, setting
        listed = read_list(spec.data, spec.data.label, *spec.data.slices)
        self.origin = listed.origin
        with self.origin.naming_files():
            classes, self.names = read_classes(listed.table, spec.data.label, listed.file)
            columns = read_columns(listed.table, spec.data.slices, listed.file)
            given = listed.given()
        self.columns = {**columns, **self.origin.column}
        self.processor = load_processor(spec.model, spec.task, spec.data.size)
        self.pixels = open_pixels(spec, listed.lists, self.processor, setting)
        parts = split_rows(self.pixels.keys, classes, spec.split, seed=spec.split_seed, given=given)
        self.parts = leave_out(parts, spec.data, self.of_source)
        self.labels = torch.from_numpy(classes)
        self.loss_of = make_loss(spec.training, classes[self.parts.train], len(self.names))
        self.model = self._load().train()
        self.teacher = self._ask(spec.teacher, listed) if spec.teacher else None
        self.title = f"A classifier of pictures with {len(self.names)} classes"

    def _ask(self, teacher: ModelSource, listed: Listed) -> Teacher:
        """What the teacher says of all pictures, as its own processor sizes them."""
        processor = load_processor(teacher, self.spec.task, None)
        asked = replace(self.spec, model=teacher)

        def read(_: PreTrainedModel) -> Pixels:
            return open_pixels(asked, listed.lists, processor, self.setting)

        return ask_teacher(teacher, self.spec, AutoModelForImageClassification, self.names, read, self.setting)

    @property
    def lengths(self) -> np.ndarray:
        """All pictures are of one size."""
        lengths: np.ndarray = self.pixels.lengths[self.parts.train]
        return lengths

    @property
    def row_classes(self) -> np.ndarray:
        """The class of each training row."""
        classes: np.ndarray = self.labels[self.parts.train].numpy()
        return classes

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these training rows, changed as the spec's augmentation says."""
        rows, settings = self.parts.train[rows], self.spec.augmentation
        change = Changes(settings, (len(rows), *self.pixels.values.shape[1:]))
        values, labels = self.pixels.batch(rows, change)["pixel_values"], self.labels[rows]
        if not settings.mixup:
            logits = self._logits(values)
            loss = self.loss_of(logits, labels)
            return self.teacher.blend(loss, logits, rows) if self.teacher else loss
        values, others, share = mix(values, settings.mixup)
        logits = self._logits(values)
        return share * self.loss_of(logits, labels) + (1 - share) * self.loss_of(logits, labels[others])

    def evaluate(self) -> tuple[float, float]:
        """Cross-entropy and accuracy on the validation rows."""
        rows = self.parts.validation
        logits = predict_logits(self.model, self.pixels, rows, setting=self.setting)
        accuracy = (logits.argmax(dim=1) == self.labels[rows]).double().mean()
        return cross_entropy(logits, self.labels[rows]).item(), accuracy.item()

    def inputs(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What the model reads of these rows."""
        return self.pixels.batch(rows)

    def vocabulary(self) -> None:
        """There are no tokens."""
        return

    def counts(self) -> dict[str, int]:
        """Nothing."""
        return {}

    def warnings(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base with an untrained head, a linear probe on it, statistics of the pictures, and the model.

        And its teacher, where it has one. Of private rows only the model learns.
        """
        frozen, teacher = self._load(), self.teacher
        return {
            "base": timed("untrained_head", lambda: self._classify(frozen, self.parts.test)),
            **({} if self.spec.is_private else self._fitted(frozen)),
            "tuned": timed(method, self._test_tuned),
            **({TEACHER: timed("teacher", lambda: teacher.probabilities(self.parts.test))} if teacher else {}),
        }

    def _test_tuned(self) -> np.ndarray:
        """Probabilities (n, classes) for the test rows; those for the validation rows are kept for calibration."""
        test, validation = self.parts.test, self.parts.validation
        said = self._classify(self.model, np.concatenate([test, validation]))
        self.held_out = HeldOut(said[len(test) :], self.labels[validation].numpy())
        return said[: len(test)]

    def _fitted(self, frozen: PreTrainedModel) -> dict[str, Contender]:
        """Those that learn from the training rows, too."""
        return {
            "probe": timed("linear_probe", lambda: self._logistic(lambda rows: self._pooled(frozen, rows))),
            "baseline": timed("picture_statistics", self._statistics),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Accuracy and macro F1, figures by class and slice, confusion, calibration, the surest mistakes."""
        test = self.parts.test
        columns = {name: [cells[row] for row in test] for name, cells in self.columns.items()}
        return weigh_classes(
            contenders,
            self.labels[test].numpy(),
            test,
            self.names,
            held_out=self.held_out,
            found=slices(None, None, columns),
            seed=self.spec.seed,
        )

    @property
    def judge(self) -> Judge:
        """Accuracy."""
        return Accuracy(self.labels[self.parts.test].numpy())

    def said_by(self, model: PreTrainedModel) -> np.ndarray:
        """Probabilities (n, classes) for the test rows."""
        return self._classify(model, self.parts.test)

    def pieces(self) -> Pieces:
        """Cells of a grid."""
        from engine.attributions.pictures import CellPieces  # Captum, which training need not wait for

        return CellPieces(self.pixels)

    def answers(self, said: np.ndarray) -> Answers:
        """The likeliest class of each test row."""
        classes = said.argmax(axis=1)
        return Answers(classes, said.max(axis=1), self.labels[self.parts.test].numpy() == classes)

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row, true and predicted class, confidence."""
        test = self.parts.test
        save_classes(folder / "predictions.parquet", tuned.said, self.labels[test].numpy(), test)

    def _load(self) -> PreTrainedModel:
        spec = self.spec
        needs = {"image_size": self.pixels.values.shape[-1]}
        model = load_classifier(
            AutoModelForImageClassification, spec.model, spec.task, self.names, seed=spec.seed, needs=needs
        )
        check_fit(model, spec, lambda: model(**self.pixels.batch([0])))
        return model

    def _logits(self, values: Tensor) -> Tensor:
        with autocast(self.setting.precision):
            logits: Tensor = self.model(pixel_values=values).logits
        return logits.float()

    def _classify(self, model: PreTrainedModel, rows: np.ndarray) -> np.ndarray:
        """Probabilities (n, classes) for these rows, computed in float32 as whoever loads the model will."""
        logits = predict_logits(model, self.pixels, rows, setting=self.setting.exact())
        return logits.double().softmax(dim=1).numpy()

    def _pooled(self, frozen: PreTrainedModel, rows: np.ndarray) -> np.ndarray:
        """The base's last features averaged over the picture, of length 1: (n, d)."""

        def mean(batch: dict[str, Tensor]) -> Tensor:
            hidden: Tensor = frozen.base_model(**batch).last_hidden_state  # (batch, d, h, w) or (batch, patches, d)
            return normalize(hidden.mean(dim=(2, 3) if hidden.ndim == 4 else 1), dim=1)

        return in_batches(frozen, mean, self.pixels, rows, self.setting.exact()).numpy()

    def _statistics(self) -> np.ndarray:
        scaler = StandardScaler().fit(statistics(self.pixels.values, self.parts.train))
        return self._logistic(lambda rows: scaler.transform(statistics(self.pixels.values, rows)))

    def _logistic(self, features: Any) -> np.ndarray:
        train, validation, test = (
            Part(features(rows), self.labels[rows].numpy())
            for rows in (self.parts.train, self.parts.validation, self.parts.test)
        )
        return fit_logistic(train, validation, test.features)
