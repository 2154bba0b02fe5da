"""A whole job, and what it leaves behind."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from tests.training.engine.test_resume import StopAfter
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from engine.faults import Stopped


def test_training_brings_the_loss_below_half(finished):
    losses = [loss for _, loss in finished.results["curve"]["training"]]

    assert losses[-1] < losses[0] / 2


def test_the_tuned_model_beats_the_untrained_head(finished):
    results = finished.results

    assert results["contenders"]["tuned"]["accuracy"][0] > results["contenders"]["base"]["accuracy"][2]
    assert results["comparisons"]["base"]["difference"][1] > 0


def test_the_four_contenders_are_scored_on_the_same_rows(finished):
    results = finished.results

    assert list(results["contenders"]) == ["base", "probe", "baseline", "tuned"]
    assert results["rows"]["test"] == sum(map(sum, results["confusion"])) == 36
    assert results["contenders"]["baseline"]["name"] == "tfidf_words"


def test_the_model_folder_gives_the_same_predictions_in_transformers(finished, rows):
    model = AutoModelForSequenceClassification.from_pretrained(finished.out / "model")
    tokenizer = AutoTokenizer.from_pretrained(finished.out / "model")
    predictions = pq.read_table(finished.out / "predictions.parquet").to_pandas()

    texts = [rows[row][0] for row in predictions["row"]]
    batch = tokenizer(texts, truncation=True, max_length=16, padding=True, return_tensors="pt")
    with torch.inference_mode():
        confidence, predicted = model(**batch).logits.softmax(dim=1).max(dim=1)

    assert predicted.tolist() == predictions["predicted"].tolist()
    np.testing.assert_allclose(confidence.numpy(), predictions["confidence"], atol=1e-5)
    assert [model.config.id2label[i] for i in range(3)] == finished.results["labels"] == ["heat", "leak", "noise"]


def test_the_recipe_has_every_default_and_every_choice(finished):
    recipe = finished.results["recipe"]

    assert recipe["split"] == {"train": 0.6, "validation": 0.1, "test": 0.3, "seed": None}
    assert recipe["training"]["weight_decay"] == 0.01
    assert (recipe["precision"], recipe["threads"], recipe["device"]) == ("float32", 1, "cpu")


def test_no_text_of_any_row_is_in_what_a_job_tells_or_leaves(finished, planted):
    told = json.dumps(finished.told.events)
    files = [path for path in finished.out.rglob("*") if path.is_file()]

    assert planted not in told
    assert len(files) > 5
    assert not [path for path in files if planted.encode() in path.read_bytes()]


def test_the_model_folder_does_not_say_where_the_base_lay(finished, base_model):
    files = [path for path in (finished.out / "model").iterdir() if path.suffix in {".json", ".md"}]

    assert not [path.name for path in files if str(base_model) in path.read_text()]


def test_checkpoints_are_gone_at_the_end(finished):
    assert not (finished.out / "checkpoints").exists()


def test_a_folder_that_is_used_again_has_no_rows_of_the_job_before(do, brief, finished, tmp_path):
    out = shutil.copytree(finished.out, tmp_path / "used")
    for name in ("model/adapter", "tasks/fault", "onnx"):
        (out / name).mkdir(parents=True)

    with pytest.raises(Stopped):
        do(brief, out, should_stop=StopAfter(3))

    left = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    assert not left & {"predictions.parquet", "attributions.parquet", "model/adapter", "tasks", "onnx"}


def test_progress_is_told_from_the_first_step_to_the_last(finished):
    phases = [event["phase"] for event in finished.told.of("phase")]
    steps = [event["step"] for event in finished.told.of("step")]

    assert phases == ["preparing", "training", "evaluating", "reporting"]
    assert (steps[0], steps[-1]) == (1, finished.results["curve"]["steps"])
    assert len(finished.told.of("evaluation")) == 12


def test_the_same_spec_twice_gives_the_same_weights(finished, do, spec):
    assert do(spec).results["digests"] == finished.results["digests"]


def test_training_stops_early_and_keeps_the_best_weights(do, spec):
    hopeless = replace(spec, training=replace(spec.training, learning_rate=1e-7, patience=1, epochs=5))

    job = do(hopeless)

    curve = job.results["curve"]
    assert curve["stopped"] == "early"
    assert curve["best_step"] < curve["steps"]
    assert "stopped_early" in job.told.codes()


@pytest.mark.parametrize("precision", ["bfloat16", "auto"])
def test_training_in_other_precisions_learns_too(do, spec, precision):
    job = do(replace(spec, training=replace(spec.training, precision=precision)))

    losses = [loss for _, loss in job.results["curve"]["training"]]
    assert losses[-1] < losses[0] / 2
