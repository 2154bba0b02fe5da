"""What the first sentence of a report says, and what it must not claim."""

import pytest

from reports.verdict import evidence, headline, sentence


def with_difference(results, difference, verdict, reference="probe"):
    results["reference"], results["verdict"] = reference, verdict
    results["comparisons"][reference]["difference"] = difference
    return results


def test_a_gain_is_said_with_its_interval(results):
    assert headline(results) == "86.1\u00a0% → 93.3\u00a0% accuracy, +7.2 points [2.2, 12.2], on 180 unseen rows"


def test_an_interval_that_includes_0_is_not_called_a_gain(results):
    results = with_difference(results, [0.006, -0.028, 0.04], "not_shown")

    assert headline(results).endswith("+0.6 points [−2.8, 4.0], on 180 unseen rows: not shown to be better")
    assert sentence(results).startswith("Fine-tuning is <b>not shown to be better</b>.")
    assert "gain" not in sentence(results)


def test_a_loss_is_called_a_loss(results):
    results = with_difference(results, [-0.05, -0.09, -0.01], "worse")

    assert sentence(results).startswith("Fine-tuning made it <b>worse</b>.")
    assert "a loss of <b>5.0 points</b> [−9.0, −1.0]" in sentence(results)


@pytest.mark.parametrize(("key", "words"), [("probe", "linear probe"), ("baseline", "without the model")])
def test_the_better_reference_is_named(results, key, words):
    assert words in sentence(with_difference(results, [0.07, 0.02, 0.12], "better", reference=key))


def test_what_it_rests_on_names_the_test_and_the_weakest_class(results):
    said = evidence(results)

    assert "17 became right and 4 became wrong (McNemar's exact test, p\u00a0=\u00a00.007)" in said
    assert "weakest on “lubrication”" in said


def test_a_class_called_like_markup_stays_text(results):
    results["classes"][0] |= {"label": "<b>", "f1": [0.1, 0.0, 0.2]}

    assert "“<b>”" in evidence(results)
    assert not hasattr(evidence(results), "__html__")
