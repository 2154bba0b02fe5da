"""What the answers of a classifier rest on, and whether that is so."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from tests.training.engine.conftest import SIGNS


def traced(job):
    return pq.read_table(job.out / "attributions.parquet").to_pylist()


def strongest(row, text: str) -> str:
    """The word with the largest share."""
    place = row["share"].index(max(row["share"]))
    return text[row["start"][place] : row["end"][place]]


def test_the_answers_of_a_classifier_are_traced_to_the_words_that_tell_the_class(finished, rows):
    leak = finished.results["labels"].index("leak")
    found = [
        strongest(row, rows[row["row"]][0]) for row in traced(finished) if row["right"] and row["predicted"] == leak
    ]

    assert len(found) >= 4
    assert set(found) <= set(SIGNS["leak"])


def test_erasing_what_an_answer_rests_on_costs_more_than_erasing_by_chance(finished):
    attributions = finished.results["attributions"]

    assert attributions["verdict"] == "better"
    assert attributions["difference"][1] > 0
    assert attributions["probability"][-1] < attributions["probability_at_random"][-1] < attributions["whole"]


def test_the_surest_mistakes_come_first_and_results_name_no_row(finished):
    mistakes = [mistake["row"] for mistake in finished.results["mistakes"]]
    wrong = [row["row"] for row in traced(finished) if not row["right"]]

    assert wrong == mistakes[: len(wrong)]
    assert "row" not in finished.results["attributions"]


@pytest.mark.parametrize("method", ["lora", "prefix", "pfeiffer"])
def test_adapted_models_are_traced_too(do, spec, method):
    brief = replace(spec, method=method, training=replace(spec.training, epochs=1))

    assert do(brief).results["attributions"]["rows"] == 16
