"""Intervals, tests and calibration against values known from elsewhere."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from engine.calibration import expected_calibration_error, reliability
from engine.evidence import verdict
from engine.intervals import accuracy_interval, difference_interval, f1_intervals, mcnemar, wilson_interval

RANDOM = np.random.default_rng(11)
TRUE = RANDOM.integers(3, size=400)
GOOD = np.where(RANDOM.random(400) < 0.9, TRUE, (TRUE + 1) % 3)
FAIR = np.where(RANDOM.random(400) < 0.7, TRUE, (TRUE + 1) % 3)


def test_the_bootstrap_agrees_with_the_normal_approximation():
    value, low, high = accuracy_interval(TRUE, GOOD, seed=1)

    half = 1.96 * np.sqrt(value * (1 - value) / 400)
    assert value == (TRUE == GOOD).mean()
    assert low == pytest.approx(value - half, abs=0.006)
    assert high == pytest.approx(value + half, abs=0.006)


def test_a_perfect_score_is_not_certain():
    value, low, high = accuracy_interval(TRUE[:30], TRUE[:30], seed=1)

    assert (value, high) == (1, 1)
    assert low == pytest.approx(0.886, abs=0.001)


def test_a_paired_difference_is_surer_than_two_scores():
    value, low, high = difference_interval(TRUE, GOOD, FAIR, seed=1)

    assert value == pytest.approx((TRUE == GOOD).mean() - (TRUE == FAIR).mean())
    assert 0 < low < value < high


def test_a_model_compared_with_itself_differs_by_nothing():
    assert difference_interval(TRUE, GOOD, GOOD, seed=1) == (0, 0, 0)


def test_f1_is_scikit_learns():
    macro, each = f1_intervals(TRUE, GOOD, 3, seed=1)

    assert macro[0] == pytest.approx(f1_score(TRUE, GOOD, average="macro"))
    assert [value for value, _, _ in each] == pytest.approx(f1_score(TRUE, GOOD, average=None))
    assert all(low < value < high for value, low, high in each)


def test_wilsons_interval_has_its_textbook_values():
    assert wilson_interval(8, 10) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)
    assert wilson_interval(0, 10) == pytest.approx((0.0, 0.0, 0.2775), abs=1e-4)


def test_mcnemars_exact_test_has_its_textbook_value():
    """17 gained against 4 lost of 21: twice the binomial tail, 0.0072."""
    true = np.zeros(50, dtype=int)
    ours, theirs = true.copy(), true.copy()
    theirs[:17], ours[17:21] = 1, 1

    p, gained, lost = mcnemar(true, ours, theirs)

    assert (gained, lost) == (17, 4)
    assert p == pytest.approx(0.00720, abs=1e-5)
    assert mcnemar(true, ours, ours) == (1, 0, 0)


@pytest.mark.parametrize(
    ("difference", "said"),
    [((0.1, 0.01, 0.2), "better"), ((0.1, 0.0, 0.2), "not_shown"), ((-0.1, -0.2, -0.01), "worse")],
)
def test_the_verdict_needs_the_whole_interval(difference, said):
    assert verdict(difference) == said


def test_calibration_is_the_gap_between_confidence_and_accuracy():
    probabilities = np.array([[0.95, 0.05]] * 10 + [[0.35, 0.65]] * 10)
    labels = np.array([0] * 8 + [1] * 2 + [1] * 7 + [0] * 3)

    bins = reliability(probabilities, labels)

    assert [(each["low"], each["count"]) for each in bins] == [(0.6, 10), (0.9, 10)]
    assert [each["accuracy"][0] for each in bins] == [0.7, 0.8]
    assert expected_calibration_error(bins) == pytest.approx((0.05 + 0.15) / 2)


def test_full_confidence_falls_into_the_last_bin():
    (only,) = reliability(np.array([[1.0, 0.0]]), np.array([0]))

    assert (only["low"], only["high"]) == (0.9, 1.0)
