"""What the answers of a classifier rest on, and whether that is so."""

import resource
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.training.engine.conftest import SIGNS, Told

import engine.attributions.texts
from engine.attributions.weighing import weigh_attributions
from engine.events import Events
from engine.footprint import peak_memory
from engine.predicting.live import RowFault, load_live
from engine.ready import make_ready


def read(folder):
    return pq.read_table(folder / "attributions.parquet").to_pylist()


def traced(job):
    return read(job.out)


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


def test_in_memory_a_single_answer_is_traced_as_in_the_report(finished, rows):
    live = load_live(finished.out / "model", finished.results)
    kept = next(row for row in traced(finished) if row["right"])
    row = live.read([rows[kept["row"]][0].encode()])

    reasons = live.reasons(row, least=0.25, seconds=60)

    assert reasons.shares == pytest.approx(kept["share"], abs=1e-4)
    assert reasons.places == {name: kept[name] for name in ("start", "end", "second")}
    assert reasons.said == pytest.approx(live.shares([row])[0], abs=1e-5)
    assert reasons.without[kept["predicted"]] < reasons.said[kept["predicted"]]
    with pytest.raises(RowFault, match="reasons_slow"):
        live.reasons(row, least=0.25, seconds=0)


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


@pytest.fixture(scope="module")
def untrained(spec, tmp_path_factory):
    """The task of a job that has learned nothing."""
    quiet = {"events": Events(lambda _: None), "should_stop": lambda: False, "threads": 1, "resume": False}
    ready = make_ready(spec, tmp_path_factory.mktemp("ready"), **quiet)
    ready.method.finish()
    return ready.task


def test_a_long_text_is_read_a_few_times_together_and_gets_the_same_shares(untrained, tmp_path, monkeypatch):
    tuned = untrained.contenders("full")["tuned"]
    whole = weigh_attributions(untrained, tuned, tmp_path, seed=1)
    shares = [row["share"] for row in read(tmp_path)]
    longest = int(untrained.tokens.lengths.max())
    monkeypatch.setattr(engine.attributions.texts, "TOKENS", 2 * longest)
    read_at_once = []
    embeddings = untrained.model.get_input_embeddings()
    hook = embeddings.register_forward_hook(lambda _, inputs, __: read_at_once.append(inputs[0].numel()))

    sparing = weigh_attributions(untrained, tuned, tmp_path, seed=1)
    hook.remove()

    assert max(read_at_once) <= 2 * longest
    assert sparing["probability"] == pytest.approx(whole["probability"])
    for one, other in zip(read(tmp_path), shares, strict=True):
        assert one["share"] == pytest.approx(other, abs=1e-6)


def test_what_answering_for_a_model_takes_is_in_the_costs(do, brief):
    """Memory that is held once the model is trained, for attributions say, is memory that the job takes."""
    told, held = Told(), []
    more = 100e6

    def hold() -> bool:
        if not held and [event for event in told.of("phase") if event["phase"] == "evaluating"]:
            now = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
            held.append(peak_memory() + more)
            np.ones(int(held[0] - now), dtype=np.uint8)
        return False

    assert do(brief, told=told, should_stop=hold).results["footprint"]["peak_bytes"] >= held[0] - 1e6


@pytest.mark.parametrize("method", ["lora", "prefix", "pfeiffer"])
def test_adapted_models_are_traced_too(do, spec, method):
    brief = replace(spec, method=method, training=replace(spec.training, epochs=1))

    assert do(brief).results["attributions"]["rows"] == 16
