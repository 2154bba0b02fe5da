"""What fine-tuning has to beat: a linear probe on the frozen base, and TF-IDF with logistic regression.

Both choose their regularisation on the validation rows, which fine-tuning uses to choose its moment to stop.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

STRENGTHS = (0.1, 1.0, 10.0, 100.0, 1000.0)
UNSPACED = (  # scripts written without spaces between words: kana, Han, Thai to Myanmar, Khmer
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x0E00, 0x109F),
    (0x1780, 0x17FF),
)


class Part(NamedTuple):
    """Features of some rows, (n, d), dense or sparse, and their labels, (n,)."""

    features: Any
    labels: np.ndarray


def fit_logistic(train: Part, validation: Part, test: Any, *, classes: int | None = None) -> np.ndarray:
    """Probabilities (n, classes) for the features `test` by logistic regression, its C chosen on `validation`.

    With `classes` there are so many, and those without a row in `train` have none of the probability.
    """
    seen = np.unique(train.labels)
    if len(seen) == 1 and classes is not None:
        return np.tile(np.eye(classes)[seen[0]], (test.shape[0], 1))
    with threadpool_limits(
        1, user_api="blas"
    ):  # these products are small: its threads would mostly wait for each other
        fitted = [LogisticRegression(C=strength, max_iter=1000).fit(*train) for strength in STRENGTHS]
    best = max(fitted, key=lambda model: model.score(*validation))  # the first, so the most regularised, of equals
    probabilities: np.ndarray = best.predict_proba(test)
    if classes is None:
        return probabilities
    spread = np.zeros((len(probabilities), classes))
    spread[:, best.classes_] = probabilities
    return spread


def fit_logistic_each(train: Part, validation: Part, test: Any) -> np.ndarray:
    """Probability (n, labels) of each label by a regression of its own, where labels are (n, labels) of 0 and 1.

    A label that all rows of `train` have, or none, is foretold for all.
    """

    def one(label: int) -> np.ndarray:
        learn, choose = (Part(part.features, part.labels[:, label]) for part in (train, validation))
        if len(np.unique(learn.labels)) == 1:
            return np.full(test.shape[0], learn.labels[0], dtype=np.float64)
        return fit_logistic(learn, choose, test)[:, 1]

    return np.stack([one(label) for label in range(train.labels.shape[1])], axis=1)


def most_frequent(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """What each word goes with most often; of equals the first that occurs."""
    counts: dict[str, Counter[int]] = {}
    for word, value in pairs:
        counts.setdefault(word, Counter())[value] += 1
    return {word: each.most_common(1)[0][0] for word, each in counts.items()}


def make_vectorizer(texts: list[str]) -> TfidfVectorizer:
    """TF-IDF over words and pairs of words, or over 1 to 3 characters when `texts` do not space their words."""
    if words_are_spaced(texts):
        return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)


def words_are_spaced(texts: list[str]) -> bool:
    """False when most letters belong to scripts that do not space their words."""
    letters = [ord(character) for text in texts[:1000] for character in text if character.isalpha()]
    unspaced = sum(any(low <= letter <= high for low, high in UNSPACED) for letter in letters)
    return unspaced * 2 <= len(letters)
