"""One label for each text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.baselines import Part, fit_logistic, make_vectorizer, words_are_spaced
from engine.classes import save_classes, weigh_classes
from engine.data import read_rows
from engine.evidence import Contender, timed
from engine.losses import Loss, make_loss
from engine.messages import Note
from engine.models import load_classifier, load_tokenizer, longest_input
from engine.predict import embed, predict_logits
from engine.spec import LabelledTexts, Spec
from engine.split import Parts, normalised, split_rows
from engine.tokens import Tokens, tokenise


class Classifying:
    """A model that reads texts, given as tokens, and learns the `labels` (n,) of those in `parts`."""

    metric = "accuracy"

    def __init__(
        self,
        model: PreTrainedModel,
        tokens: Tokens,
        labels: np.ndarray,
        *,
        parts: Parts,
        setting: Setting,
        loss: Loss = cross_entropy,
    ) -> None:
        self.model, self.tokens, self.labels = model.train(), tokens, torch.from_numpy(labels)
        self.parts, self.setting, self.loss_of = parts, setting, loss

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each training row."""
        lengths: np.ndarray = self.tokens.lengths[self.parts.train]
        return lengths

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these training rows."""
        rows = self.parts.train[rows]
        with autocast(self.setting.precision):
            logits: Tensor = self.model(**self.tokens.batch(rows)).logits
        return self.loss_of(logits.float(), self.labels[rows])

    def evaluate(self) -> tuple[float, float]:
        """Cross-entropy and accuracy on the validation rows."""
        rows = self.parts.validation
        logits = predict_logits(self.model, self.tokens, rows, setting=self.setting)
        accuracy = (logits.argmax(dim=1) == self.labels[rows]).double().mean()
        return cross_entropy(logits, self.labels[rows]).item(), accuracy.item()

    def vocabulary(self) -> np.ndarray:
        """The tokens of the rows to train and validate on."""
        return self.tokens.vocabulary(np.concatenate([self.parts.train, self.parts.validation]))


class TextClassification(Classifying):
    """A job of it: the spec's rows, its base with a new head, and the evidence."""

    tag = "text-classification"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        assert isinstance(spec.data, LabelledTexts)
        self.spec, self.rows = spec, read_rows(spec.data)
        labels, names = self.rows.labels, self.rows.names
        keys = [normalised(text) for text in self.rows.texts]
        parts = split_rows(keys, labels, spec.split, seed=spec.seed, given=self.rows.given)
        self.processor = load_tokenizer(spec.model, spec.task)
        model = self._load()
        self.max_length = min(spec.training.max_length, longest_input(model, self.processor))
        tokens = tokenise(self.rows.texts, self.processor, max_length=self.max_length)
        loss = make_loss(spec.training, labels[parts.train], len(names))
        super().__init__(model, tokens, labels, parts=parts, setting=setting, loss=loss)
        self.title = f"A text classifier with {len(names)} classes"

    def counts(self) -> dict[str, int]:
        """Texts that were cut."""
        return {"cut": self.tokens.cut}

    def warnings(self) -> Iterator[Note]:
        """Texts that were cut."""
        if self.tokens.cut:
            yield "texts_cut", {"count": self.tokens.cut, "max_length": self.max_length}

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base with an untrained head, a linear probe on it, TF-IDF with logistic regression, and the model."""
        frozen = self._load()
        words = "tfidf_words" if words_are_spaced(self._texts(self.parts.train)) else "tfidf_characters"
        return {
            "base": timed("untrained_head", lambda: self._classify(frozen)),
            "probe": timed("linear_probe", lambda: self._probe(frozen)),
            "baseline": timed(words, self._tfidf),
            "tuned": timed(method, lambda: self._classify(self.model)),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Accuracy and macro F1, figures by class, confusion, calibration, the surest mistakes."""
        test = self.parts.test
        return weigh_classes(contenders, self.rows.labels[test], test, self.rows.names, seed=self.spec.seed)

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row, true and predicted class, confidence."""
        test = self.parts.test
        save_classes(folder / "predictions.parquet", tuned.said, self.rows.labels[test], test)

    def _load(self) -> PreTrainedModel:
        spec = self.spec
        names = self.rows.names
        return load_classifier(AutoModelForSequenceClassification, spec.model, spec.task, names, seed=spec.seed)

    def _classify(self, model: PreTrainedModel) -> np.ndarray:
        """Probabilities (n, classes) for the test rows, computed in float32 as whoever loads the model will."""
        logits = predict_logits(model, self.tokens, self.parts.test, setting=self.setting.exact())
        return logits.double().softmax(dim=1).numpy()

    def _probe(self, frozen: PreTrainedModel) -> np.ndarray:
        def features(rows: np.ndarray) -> np.ndarray:
            return embed(frozen, self.tokens, rows, setting=self.setting.exact()).numpy()

        train, validation, test = (Part(features(rows), self.rows.labels[rows]) for rows in self._rows())
        return fit_logistic(train, validation, test.features)

    def _tfidf(self) -> np.ndarray:
        texts = self._texts(self.parts.train)
        vectorizer = make_vectorizer(texts).fit(texts)
        train, validation, test = (
            Part(vectorizer.transform(self._texts(rows)), self.rows.labels[rows]) for rows in self._rows()
        )
        return fit_logistic(train, validation, test.features)

    def _texts(self, rows: np.ndarray) -> list[str]:
        return [self.rows.texts[row] for row in rows]

    def _rows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.parts.train, self.parts.validation, self.parts.test
