"""Several labels for each text, or none: a question of yes or no for each label."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from engine.attributions import odds_of_each
from engine.baselines import Part, fit_logistic_each
from engine.data import Rows, read_multi_label_rows
from engine.evidence import TUNED, Contender, Judge, weigh
from engine.figures import Bootstrapped
from engine.losses import Loss, make_multi_label_loss
from engine.matches import by_kind, macro, micro
from engine.messages import Note
from engine.predict import predict_logits
from engine.slices import weigh_slices
from engine.spec import DataSource, MultiLabelledTexts
from engine.tasks.text_classification import TextClassification

THRESHOLD = 0.5  # of the probability from which on a label is predicted


class MultiLabelClassification(TextClassification):
    """A job of it; contenders are those of text classification."""

    metric = "f1"
    problem = "multi_label_classification"
    odds = staticmethod(odds_of_each)

    def evaluate(self) -> tuple[float, float]:
        """Binary cross-entropy, and F1 of all labels together, on the validation rows."""
        rows = self.parts.validation
        logits = predict_logits(self.model, self.tokens, rows, setting=self.setting)
        true = self.labels[rows]
        f1, *_ = micro(lambda said: count_labels(true.numpy(), said), len(rows))
        loss = binary_cross_entropy_with_logits(logits, true.to(logits.dtype))
        return loss.item(), f1.value(logits.sigmoid().numpy())

    def warnings(self) -> Iterator[Note]:
        """Texts that were cut, labels that cannot be learned."""
        yield from super().warnings()
        unseen = int((self.rows.labels[self.parts.train].sum(axis=0) == 0).sum())
        if unseen:
            yield "labels_unseen", {"count": unseen}

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """F1, precision and recall of all labels together, F1 averaged over labels, and the figures of each."""
        true = self.rows.labels[self.parts.test]

        def count(said: np.ndarray) -> np.ndarray:
            return count_labels(true, said)

        judge, precision, recall = micro(count, len(true))
        weighed = weigh(contenders, judge, macro(count, len(true)), precision, recall, seed=self.spec.seed)
        labels = by_kind(count(contenders[TUNED].said), self.rows.names, seed=self.spec.seed)
        said = contenders[TUNED].said
        right = ((said >= THRESHOLD) == true).all(axis=1).astype(np.float64)

        def f1(inside: np.ndarray) -> Bootstrapped:
            return micro(lambda said: count_labels(true[inside], said), int(inside.sum()))[0]

        slices = weigh_slices(self.slices(), f1, said, right, seed=self.spec.seed)
        return {"labels": self.rows.names, **weighed, "classes": labels, "slices": slices, "threshold": THRESHOLD}

    def _test_tuned(self) -> np.ndarray:
        return self._classify(self.model, self.parts.test)

    @property
    def judge(self) -> Judge:
        """F1 of all labels together."""
        true = self.rows.labels[self.parts.test]
        f1, *_ = micro(lambda said: count_labels(true, said), len(true))
        return f1

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row, true and predicted labels as indices, probability of every label."""
        test = self.parts.test
        indices = pa.list_(pa.int32())
        columns = {
            "row": pa.array(test, pa.int64()),
            "labels": pa.array(map(np.flatnonzero, self.rows.labels[test]), indices),
            "predicted": pa.array(map(np.flatnonzero, tuned.said >= THRESHOLD), indices),
            "probabilities": pa.array([*tuned.said], pa.list_(pa.float64())),
        }
        pyarrow.parquet.write_table(pa.table(columns), folder / "predictions.parquet")

    def _read(self, source: DataSource) -> Rows:
        assert isinstance(source, MultiLabelledTexts)
        return read_multi_label_rows(source)

    def _make_loss(self, labels: np.ndarray) -> Loss:
        return make_multi_label_loss(self.spec.training, labels)

    def _probabilities(self, logits: Tensor) -> Tensor:
        return logits.sigmoid()

    def _fit(self, train: Part, validation: Part, test: Any) -> np.ndarray:
        return fit_logistic_each(train, validation, test)


def count_labels(true: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Of labels (n, labels) and their probabilities the counts of `engine.matches`, (n, labels, 3)."""
    predicted = said >= THRESHOLD
    return np.stack([predicted & (true == 1), predicted, true == 1], axis=2).astype(np.float64)
