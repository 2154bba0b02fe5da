"""The four that are compared on the same test rows: the base as it comes, a linear probe, TF-IDF, the tuned model."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from transformers import PreTrainedModel

from engine.baselines import Part, fit_logistic, make_vectorizer, words_are_spaced
from engine.models import load_classifier
from engine.predict import embed, predict_logits
from engine.spec import Spec
from engine.tasks.text_classification import Prepared


@dataclass(frozen=True)
class Contender:
    """Its `probabilities` (n, classes) for the n test rows, and what they took."""

    name: str
    probabilities: np.ndarray
    seconds: float

    @property
    def predicted(self) -> np.ndarray:
        """The likeliest class of each test row, (n,)."""
        predicted: np.ndarray = self.probabilities.argmax(axis=1)
        return predicted


ShouldStop = Callable[[], bool]


def run_contenders(spec: Spec, prepared: Prepared, should_stop: ShouldStop) -> dict[str, Contender]:
    """Predictions of base, probe, baseline and tuned; `prepared.model` is tuned by now. Raises Stopped."""
    frozen = load_classifier(spec.model, prepared.rows.names, seed=spec.seed)
    return {
        "base": _timed("untrained_head", lambda: classify(frozen, prepared, should_stop)),
        "probe": _timed("linear_probe", lambda: _probe(frozen, prepared, should_stop)),
        "baseline": _timed(_baseline_name(prepared), lambda: _tfidf(prepared)),
        "tuned": _timed(spec.method, lambda: classify(prepared.model, prepared, should_stop)),
    }


def classify(model: PreTrainedModel, prepared: Prepared, should_stop: ShouldStop) -> np.ndarray:
    """The model's probabilities for the test rows, computed in float32 as whoever loads the model will."""
    logits = predict_logits(model, prepared.tokens, prepared.parts.test, precision="float32", should_stop=should_stop)
    return logits.double().softmax(dim=1).numpy()


def _probe(frozen: PreTrainedModel, prepared: Prepared, should_stop: ShouldStop) -> np.ndarray:
    def features(rows: np.ndarray) -> np.ndarray:
        return embed(frozen, prepared.tokens, rows, should_stop=should_stop).numpy()

    train, validation, test = (Part(features(rows), prepared.rows.labels[rows]) for rows in _rows(prepared))
    return fit_logistic(train, validation, test.features)


def _tfidf(prepared: Prepared) -> np.ndarray:
    texts, labels = prepared.rows.texts, prepared.rows.labels
    train_texts = [texts[row] for row in prepared.parts.train]
    vectorizer = make_vectorizer(train_texts).fit(train_texts)
    train, validation, test = (
        Part(vectorizer.transform([texts[row] for row in rows]), labels[rows]) for rows in _rows(prepared)
    )
    return fit_logistic(train, validation, test.features)


def _baseline_name(prepared: Prepared) -> str:
    train_texts = [prepared.rows.texts[row] for row in prepared.parts.train]
    return "tfidf_words" if words_are_spaced(train_texts) else "tfidf_characters"


def _rows(prepared: Prepared) -> Iterator[np.ndarray]:
    yield from (prepared.parts.train, prepared.parts.validation, prepared.parts.test)


def _timed(name: str, compute: Callable[[], np.ndarray]) -> Contender:
    started = time.monotonic()
    return Contender(name, compute(), time.monotonic() - started)
