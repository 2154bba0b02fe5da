"""The plain baselines that a tuned model has to beat."""

import numpy as np
import pytest

from engine.baselines import Part, fit_logistic, make_vectorizer, words_are_spaced


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("The seal drips again.", True),
        ("Die Dichtung tropft.", True),
        ("Уплотнение течёт", True),
        ("씰에서 물이 샌다", True),
        ("房间一般，没有早餐。", False),
        ("シールが漏れている", False),
        ("ซีลรั่วอีกแล้ว", False),
        ("", True),
    ],
)
def test_scripts_without_spaces_are_recognised(text, spaced):
    assert words_are_spaced([text]) == spaced


def test_texts_without_spaces_are_compared_by_their_characters():
    chinese = make_vectorizer(["房间一般"]).fit(["房间一般"])
    english = make_vectorizer(["the seal drips"]).fit(["the seal drips"])

    assert {"房", "房间", "房间一"} <= chinese.vocabulary_.keys()
    assert set(english.vocabulary_) == {"the", "seal", "drips", "the seal", "seal drips"}


def test_logistic_regression_chooses_its_strength_on_validation_rows():
    draw = np.random.default_rng(5)
    labels = draw.integers(2, size=300)
    features = draw.normal(size=(300, 20)) + 0.8 * labels[:, None]
    train, validation = Part(features[:30], labels[:30]), Part(features[30:100], labels[30:100])

    probabilities = fit_logistic(train, validation, features[100:])

    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert (probabilities.argmax(axis=1) == labels[100:]).mean() > 0.85
