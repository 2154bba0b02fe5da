"""One label for each text, or pair of texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.attributions import Answers, Pieces, odds_of_one
from engine.baselines import Part, fit_logistic, make_vectorizer, words_are_spaced
from engine.classes import Accuracy, HeldOut, save_classes, weigh_classes
from engine.data import Rows, read_rows
from engine.distillation import Teacher, ask_teacher
from engine.evidence import TEACHER, Contender, Judge, timed
from engine.gathered import OfSources, leave_out
from engine.heads import put_head
from engine.losses import Loss, make_loss
from engine.messages import Note
from engine.models import load_tokenizer, longest_input
from engine.pictures.augmentation import draw
from engine.predict import embed, predict_logits
from engine.rewording import Rewording, rewords
from engine.slices import Slice, slices
from engine.spec import DataSource, LabelledTexts, ModelSource, Spec
from engine.split import Parts, Regroup, check_seen, split_rows
from engine.text_models import load_text_classifier, open_tokenizer
from engine.tokens import Tokens, tokenise


class Classifying:
    """A model that reads texts, given as tokens, and learns the `labels` (n,) of those in `parts`."""

    metric = "accuracy"
    teacher: Teacher | None = None

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

    @property
    def row_classes(self) -> np.ndarray:
        """The class of each training row."""
        classes: np.ndarray = self.labels[self.parts.train].numpy()
        return classes

    def loss(self, rows: np.ndarray) -> Tensor:
        """The mean loss over these training rows."""
        rows = self.parts.train[rows]
        with autocast(self.setting.precision):
            logits: Tensor = self.model(**self.read(rows)).logits
        loss = self.loss_of(logits.float(), self.labels[rows])
        return self.teacher.blend(loss, logits.float(), rows) if self.teacher else loss

    def read(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What the model reads of these rows in training."""
        return self.tokens.batch(rows)

    def evaluate(self) -> tuple[float, float]:
        """Cross-entropy and accuracy on the validation rows."""
        rows = self.parts.validation
        logits = predict_logits(self.model, self.tokens, rows, setting=self.setting)
        accuracy = (logits.argmax(dim=1) == self.labels[rows]).double().mean()
        return cross_entropy(logits, self.labels[rows]).item(), accuracy.item()

    def inputs(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What the model reads of these rows."""
        return self.tokens.batch(rows)

    def vocabulary(self) -> np.ndarray | None:
        """The tokens of the rows to train and validate on."""
        return self.tokens.vocabulary(np.concatenate([self.parts.train, self.parts.validation]))


class TextClassification(OfSources, Classifying):
    """A job of it: the spec's rows, its base with a new head, and the evidence."""

    tag = "text-classification"
    problem = "single_label_classification"  # as transformers names it
    odds = staticmethod(odds_of_one)

    def __init__(self, spec: Spec, setting: Setting, regroup: Regroup | None = None) -> None:
        self.spec, self.rows = spec, self._read(spec.data)
        self.origin = self.rows.origin
        labels, keys = self.rows.labels, self.rows.keys()
        strata = labels if labels.ndim == 1 else None
        parts = split_rows(keys, strata, spec.split, seed=spec.split_seed, given=self.rows.given)
        if regroup:
            parts = regroup(keys, parts)
            if strata is not None:
                check_seen(labels, parts.train, np.concatenate([parts.train, parts.validation, parts.test]))
        parts = leave_out(parts, self._data, self.of_source)
        whole = self.rows.whole()
        self.processor = open_tokenizer(spec, [whole[row] for row in parts.train])
        model = self._load()
        self.max_length = min(spec.training.max_length, longest_input(model, self.processor))
        tokens = tokenise(self.rows.texts, self.processor, max_length=self.max_length, second=self.rows.second)
        loss = self._make_loss(labels[parts.train])
        super().__init__(model, tokens, labels, parts=parts, setting=setting, loss=loss)
        self.teacher = self._ask(spec.teacher) if spec.teacher else None
        self.rewordings = self._reword(setting)
        self.title = f"A text classifier with {len(self.rows.names)} classes"

    def _ask(self, teacher: ModelSource) -> Teacher:
        """What the teacher says of all rows, which its own tokenizer cuts."""
        tokenizer = load_tokenizer(teacher, self.spec.task)

        def read(model: PreTrainedModel) -> Tokens:
            longest = min(self.spec.training.max_length, longest_input(model, tokenizer))
            return tokenise(self.rows.texts, tokenizer, max_length=longest, second=self.rows.second)

        auto, names = AutoModelForSequenceClassification, self.rows.names
        return ask_teacher(teacher, self.spec, auto, names, read, self.setting)

    def read(self, rows: np.ndarray) -> dict[str, Tensor]:
        """What stands there, changed anew each time as the spec wants it."""
        if not self.rewordings:
            return super().read(rows)
        random = draw()
        # The seconds of pairs are drawn before the firsts.
        *second, first = [[each.changed(row, random) for row in rows.tolist()] for each in self.rewordings]
        tokens = tokenise(first, self.processor, max_length=self.max_length, second=second[0] if second else None)
        return tokens.batch(np.arange(len(rows)))

    def vocabulary(self) -> np.ndarray | None:
        """The tokens of the rows to train and validate on; all where texts are changed, which gives others."""
        return None if self.rewordings else super().vocabulary()

    def _reword(self, setting: Setting) -> list[Rewording]:
        """How texts are changed, of pairs the seconds first; nothing where they are not."""
        settings, train = self.spec.augmentation, self.parts.train
        columns = [self.rows.second, self.rows.texts] if rewords(settings) else []
        return [
            Rewording(settings, column, train, max_length=self.max_length, setting=setting)
            for column in columns
            if column is not None
        ]

    def counts(self) -> dict[str, int]:
        """Texts that were cut."""
        return {"cut": self.tokens.cut}

    def warnings(self) -> Iterator[Note]:
        """Texts that were cut."""
        if self.tokens.cut:
            yield "texts_cut", {"count": self.tokens.cut, "max_length": self.max_length}

    def contenders(self, method: str) -> dict[str, Contender]:
        """The base with an untrained head, a linear probe on it, TF-IDF with logistic regression, and the model.

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
        self.held_out = HeldOut(said[len(test) :], self.rows.labels[validation])
        return said[: len(test)]

    def _fitted(self, frozen: PreTrainedModel) -> dict[str, Contender]:
        """Those that learn from the training rows, too."""
        words = "tfidf_words" if words_are_spaced(self._texts(self.parts.train)) else "tfidf_characters"
        return {
            "probe": timed("linear_probe", lambda: self._probe(frozen)),
            "baseline": timed(words, self._tfidf),
        }

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Accuracy and macro F1, figures by class and slice, confusion, calibration, the surest mistakes."""
        return weigh_classes(
            contenders,
            self.rows.labels[self.parts.test],
            self.parts.test,
            self.rows.names,
            held_out=self.held_out,
            found=self.slices(),
            seed=self.spec.seed,
        )

    @property
    def judge(self) -> Judge:
        """Accuracy."""
        return Accuracy(self.rows.labels[self.parts.test])

    def said_by(self, model: PreTrainedModel) -> np.ndarray:
        """Probabilities (n, classes) for the test rows."""
        return self._classify(model, self.parts.test)

    def slices(self) -> Iterator[Slice]:
        """Kinds of test rows: by length, by script, and by the columns that the spec declares."""
        test = self.parts.test
        return slices(self.tokens.lengths[test], self._texts(test), self.rows.columns_of(test))

    def pieces(self) -> Pieces:
        """Tokens."""
        from engine.attributions.texts import TokenPieces  # Captum, which training need not wait for

        return TokenPieces(self.tokens, self.processor, self.rows.texts, self.rows.second, self.max_length)

    def answers(self, said: np.ndarray) -> Answers:
        """The likeliest class of each test row, or the likeliest label where there are several."""
        classes, true = said.argmax(axis=1), self.rows.labels[self.parts.test]
        places = np.arange(len(classes))
        right = true == classes if true.ndim == 1 else true[places, classes] == 1
        return Answers(classes, said[places, classes], right)

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """`predictions.parquet`: row, true and predicted class, confidence."""
        test = self.parts.test
        save_classes(folder / "predictions.parquet", tuned.said, self.rows.labels[test], test)

    @property
    def _data(self) -> LabelledTexts:
        assert isinstance(self.spec.data, LabelledTexts)
        return self.spec.data

    def _read(self, source: DataSource) -> Rows:
        assert isinstance(source, LabelledTexts)
        return read_rows(source)

    def _make_loss(self, labels: np.ndarray) -> Loss:
        return make_loss(self.spec.training, labels, len(self.rows.names))

    def _probabilities(self, logits: Tensor) -> Tensor:
        return logits.softmax(dim=1)

    def _fit(self, train: Part, validation: Part, test: Any) -> np.ndarray:
        return fit_logistic(train, validation, test, classes=len(self.rows.names))

    def _load(self) -> PreTrainedModel:
        auto, names = AutoModelForSequenceClassification, self.rows.names
        model = load_text_classifier(auto, self.spec, self.processor, names, self.problem)
        head = self.spec.training.head
        return model if head == "own" else put_head(model, head, seed=self.spec.seed)

    def _classify(self, model: PreTrainedModel, rows: np.ndarray) -> np.ndarray:
        """Probabilities (n, classes) for these rows, computed in float32 as whoever loads the model will."""
        logits = predict_logits(model, self.tokens, rows, setting=self.setting.exact())
        return self._probabilities(logits.double()).numpy()

    def _probe(self, frozen: PreTrainedModel) -> np.ndarray:
        def features(rows: np.ndarray) -> np.ndarray:
            return embed(frozen, self.tokens, rows, setting=self.setting.exact()).numpy()

        train, validation, test = (Part(features(rows), self.rows.labels[rows]) for rows in self._rows())
        return self._fit(train, validation, test.features)

    def _tfidf(self) -> np.ndarray:
        texts = self._texts(self.parts.train)
        vectorizer = make_vectorizer(texts).fit(texts)
        train, validation, test = (
            Part(vectorizer.transform(self._texts(rows)), self.rows.labels[rows]) for rows in self._rows()
        )
        return self._fit(train, validation, test.features)

    def _texts(self, rows: np.ndarray) -> list[str]:
        whole = self.rows.whole()
        return [whole[row] for row in rows]

    def _rows(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.parts.train, self.parts.validation, self.parts.test
