"""Texts made from texts: what is learned, how it is judged, and what is refused."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from engine.spec import METHODS, ModelSource, SpecError, TextPairs, parse

COLUMNS = {"source": "asked", "target": "said"}


@pytest.fixture(scope="module")
def spec(job, translator, write, questions):
    return job("sequence-to-sequence", translator, TextPairs(write(questions), **COLUMNS))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_training_finds_what_is_to_be_written(finished):
    results = finished.results
    losses = [loss for _, loss in results["curve"]["training"]]

    assert np.mean(losses[-9:]) < losses[0] / 2
    assert [each["name"] for each in results["contenders"].values()] == ["base_model", "copied_source", "full"]
    assert results["contenders"]["tuned"]["chrf"][0] > 0.9 > results["contenders"]["baseline"]["chrf"][0]
    assert (results["reference"], results["verdict"]) == ("baseline", "better")
    assert results["nats_per_token"]["tuned"][0] < results["nats_per_token"]["base"][0] / 2
    assert results["perplexity"].keys() == {"base", "tuned"}  # a copy has no probabilities


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(spec)


def test_transformers_loads_the_model_which_writes_as_it_was_judged(finished, questions):
    model = AutoModelForSeq2SeqLM.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")

    for each in pq.read_table(finished.out / "predictions.parquet").to_pylist():
        row = questions[each["row"]]
        batch = tokenizer(row["asked"], text_target=row["said"], return_tensors="pt")
        with torch.inference_mode():
            mean = model(**batch).loss
            written = model.generate(batch["input_ids"], max_new_tokens=3, do_sample=False)
        assert float(mean) * batch["labels"].shape[1] == pytest.approx(each["nats"], rel=1e-4)
        said = tokenizer.decode(written[0], skip_special_tokens=True)
        assert (said == row["said"]) == (each["chrf"] == 1.0)


def test_texts_that_are_too_long_are_told(do, spec, write, questions):
    long = [{**row, "asked": row["asked"] + " near" * 9} for row in questions]
    brief = replace(spec, training=replace(spec.training, epochs=1, max_length=8))

    done = do(replace(brief, data=TextPairs(write(long), **COLUMNS)))

    assert "texts_cut" in done.told.codes()
    assert done.results["rows"]["cut"] == len(questions)


def test_a_source_that_occurs_twice_is_in_one_part_only(do, spec, write, questions):
    twice = [*questions, {**questions[0], "said": "wait"}]
    brief = replace(spec, training=replace(spec.training, epochs=1))

    assert do(replace(brief, data=TextPairs(write(twice), **COLUMNS))).results["rows"]["dropped_duplicates"] == 1


def test_a_new_model_learns_to_write_from_nothing(do, spec, predict, write, questions):
    fresh = replace(
        spec, model=ModelSource(architecture="t5-tiny"), training=replace(spec.training, learning_rate=1e-3)
    )

    done = do(replace(fresh, training=replace(fresh.training, epochs=6)))

    losses = [loss for _, loss in done.results["curve"]["training"]]
    assert np.mean(losses[-9:]) < losses[0] / 2
    _, answers = predict(done, write([{"asked": questions[0]["asked"]}]))
    assert answers[0]["written"].endswith("near")  # as all that was to be written does


def test_empty_texts_missing_columns_and_other_models_are_refused(refused, spec, write, questions, reader):
    empty = TextPairs(write([*questions, {"asked": "", "said": "go"}]), **COLUMNS)
    missing = replace(spec.data, target="wanted")

    assert refused(replace(spec, data=empty)).params["row"] == 121
    assert refused(replace(spec, data=missing)).code == "column_missing"
    assert refused(replace(spec, model=reader)).code == "model_unfit"


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"full", "head", "lora", "dora", "ia3", "adalora", "qlora"}))
def test_methods_that_are_not_made_for_two_stacks_are_refused(spec, method):
    with pytest.raises(SpecError) as refused:
        parse({**spec.resolved(), "method": method})

    assert [fault.code for fault in refused.value.faults] == ["spec_clash"]


def test_new_texts_are_made_into_what_was_learned(predict, evaluated, finished, write, questions):
    _, answers = predict(
        finished, write({"said_in_english": row["asked"]} for row in questions), "source=said_in_english"
    )

    for row, said in evaluated(finished).items():
        assert (answers[row]["written"] == questions[row]["said"]) == (said["chrf"] == 1)
    assert len(evaluated(finished)) == 36
