"""One label for each window of a sensor series: that of its last step."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize
from transformers import PatchTSTForClassification, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.baselines import Part, fit_logistic
from engine.classes import Accuracy, HeldOut, save_classes, weigh_classes
from engine.data import read_classes, read_columns
from engine.evidence import TEACHER, Contender, Judge, timed
from engine.faults import JobFault
from engine.losses import make_loss
from engine.series import place_recordings, read_steps
from engine.series_baselines import WINDOWS, statistics
from engine.series_model import predict_windows, read_batch
from engine.series_subject import OnSeries
from engine.slices import slices
from engine.spec import LabelledSeries, Spec


class SeriesClassification(OnSeries):
    """A job of it. Groups with one label each are recordings, and each is in one part as a whole."""

    metric = "accuracy"
    tag = "tabular-classification"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        source = spec.data
        assert isinstance(source, LabelledSeries)
        steps = read_steps(source, source.columns, (source.label, *source.slices))
        with steps.origin.naming_files():
            classes, self.names = read_classes(steps.table, source.label, steps.file)
        self.columns = read_columns(steps.table, source.slices, steps.file)
        self.classes = torch.from_numpy(classes[steps.rows])  # of the steps
        part = place_recordings(steps, classes[steps.rows], spec.split, seed=spec.split_seed)
        super().__init__(spec, setting, steps, part, horizon=0, targets=len(source.columns))
        self._check_seen()
        self.loss_of = make_loss(spec.training, self.row_classes, len(self.names))
        self.model = self._untrained().train()
        self.taught = None if self.teacher is None else self.teacher.classify(self.names, setting)
        self.title = f"A classifier of windows with {len(self.names)} classes"

    @property
    def row_classes(self) -> np.ndarray:
        """The class of each training window."""
        return self._labels(self.parts.train).numpy()

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these training windows, changed as the spec's augmentation says."""
        batch = self.changed(rows)
        with autocast(self.setting.precision):
            logits = self.model(past_values=batch.past()).prediction_logits
        loss = self.loss_of(logits.float(), self.classes[batch.last])
        return loss if self.taught is None else self.taught.blend(loss, logits.float(), self.parts.train[rows])

    def evaluate(self) -> tuple[float, float]:
        """Cross-entropy and accuracy on the validation windows."""
        rows = self.parts.validation
        logits, labels = self._logits(self.model, rows, self.setting), self._labels(rows)
        accuracy = (logits.argmax(dim=1) == labels).double().mean()
        return cross_entropy(logits, labels).item(), accuracy.item()

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base with an untrained head, a linear probe on it, statistics of the windows, and the model.

        And its teacher, where it has one.
        """
        test, frozen, taught = self.parts.test, self._untrained(), self.taught
        return {
            "base": timed("untrained_head", lambda: self._classify(frozen, test)),
            "probe": timed("linear_probe", lambda: self._logistic(lambda rows: self._pooled(frozen, rows))),
            "baseline": timed("window_statistics", self._statistics),
            "tuned": timed(method, lambda: self._classify(self.model, test)),
            **({TEACHER: timed("teacher", lambda: taught.probabilities(test))} if taught else {}),
        }

    @property
    def judge(self) -> Judge:
        """Accuracy."""
        return Accuracy(self._labels(self.parts.test).numpy())

    def said_by(self, model: PreTrainedModel) -> np.ndarray:
        """Probabilities (n, classes) for the test windows."""
        return self._classify(model, self.parts.test)

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Accuracy and macro F1, figures by class and slice, confusion, calibration, the surest mistakes."""
        test, validation = self.parts.test, self.parts.validation
        rows = self._file_rows(test)
        return weigh_classes(
            contenders,
            self._labels(test).numpy(),
            rows,
            self.names,
            held_out=HeldOut(self._classify(self.model, validation), self._labels(validation).numpy()),
            found=slices(None, None, {name: [cells[row] for row in rows] for name, cells in self.columns.items()}),
            seed=self.spec.seed,
        )

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row of the last step, true and predicted class, confidence."""
        test = self.parts.test
        save_classes(folder / "predictions.parquet", tuned.said, self._labels(test).numpy(), self._file_rows(test))

    def _untrained(self) -> PreTrainedModel:
        return self.load(
            PatchTSTForClassification,
            num_targets=len(self.names),
            pooling_type="mean",
            id2label=dict(enumerate(self.names)),
            label2id={name: i for i, name in enumerate(self.names)},
        )

    def _labels(self, rows: np.ndarray) -> Tensor:
        return self.classes[self.windows.last(rows)]

    def _file_rows(self, rows: np.ndarray) -> np.ndarray:
        """The last steps of these windows, as rows of the data file."""
        there: np.ndarray = self.steps.rows[self.windows.last(rows)]
        return there

    def _check_seen(self) -> None:
        """Raises JobFault class_unseen for the first window whose class no window to train on has."""
        others = np.concatenate([self.parts.validation, self.parts.test])
        unseen = others[~np.isin(self._labels(others).numpy(), self.row_classes)]
        if len(unseen):
            raise JobFault("class_unseen", row=int(self._file_rows(unseen).min()) + 1)

    def _logits(self, model: PreTrainedModel, rows: np.ndarray, setting: Setting) -> Tensor:
        def logits(rows: np.ndarray) -> Tensor:
            said: Tensor = model(past_values=read_batch(self.windows, rows)).prediction_logits
            return said

        return torch.from_numpy(predict_windows(model, rows, logits, setting=setting))

    def _classify(self, model: PreTrainedModel, rows: np.ndarray) -> np.ndarray:
        """Probabilities (n, classes) for these windows, computed in float32 as whoever loads the model will."""
        return self._logits(model, rows, self.setting.exact()).double().softmax(dim=1).numpy()

    def _pooled(self, frozen: PreTrainedModel, rows: np.ndarray) -> np.ndarray:
        """The base's last features averaged over the patches, channels side by side, of length 1: (n, d)."""

        def mean(rows: np.ndarray) -> Tensor:
            hidden: Tensor = frozen.base_model(past_values=read_batch(self.windows, rows)).last_hidden_state
            return normalize(hidden.mean(dim=2).flatten(1), dim=1)  # from (b, channels, patches, d)

        return predict_windows(frozen, rows, mean, setting=self.setting.exact())

    def _statistics(self) -> np.ndarray:
        scaler = StandardScaler().fit(statistics(self.windows, self.parts.train))
        return self._logistic(lambda rows: scaler.transform(statistics(self.windows, rows)))

    def _logistic(self, features: Any) -> np.ndarray:
        train = self.parts.train[:: -(-len(self.parts.train) // WINDOWS)]
        learn, choose = (Part(features(rows), self._labels(rows).numpy()) for rows in (train, self.parts.validation))
        return fit_logistic(learn, choose, features(self.parts.test), classes=len(self.names))
