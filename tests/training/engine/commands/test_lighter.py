"""A model in 8-bit numbers, and what they cost."""

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from transformers import AutoModelForSequenceClassification

from engine.lighter import as_int8, size
from engine.spec import MultiLabelledTexts, SpecError, parse


@pytest.fixture(scope="module")
def lightened(do, knowing):
    return do(replace(knowing, lighter="int8", training=replace(knowing.training, epochs=3)))


def test_the_result_says_what_the_lighter_model_costs(lightened):
    results, lighter = lightened.results, lightened.results["lighter"]

    tuned = results["contenders"]["tuned"]["accuracy"][0]
    assert lighter["difference"][0] == pytest.approx(lighter["accuracy"][0] - tuned)
    assert lighter["difference"][1] <= lighter["difference"][0] <= lighter["difference"][2]
    assert abs(lighter["difference"][0]) < 0.1
    assert lighter["bytes"] < lighter["bytes_before"]
    assert results["reference"] in ("probe", "baseline")  # it is no rival


def test_only_the_linear_layers_become_lighter_and_the_model_stays_as_it_was(lightened):
    model = AutoModelForSequenceClassification.from_pretrained(lightened.out / "model").eval()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    linear = sum(part.weight.numel() for part in model.modules() if type(part).__name__ == "Linear")

    light = as_int8(model)

    assert size(model) - size(light) == 3 * linear  # a byte instead of four
    assert all((tensor == before[name]).all() for name, tensor in model.state_dict().items())


def test_predict_says_what_the_lighter_model_said(lightened, command, data_file, tmp_path):
    out = tmp_path / "said.jsonl"
    command("predict", "--model", lightened.out / "model", "--data", data_file, "--out", out, "--threads", 1)

    answers = [json.loads(line)["class"] for line in out.read_text().splitlines()]
    labels = lightened.results["labels"]
    test = pq.read_table(lightened.out / "predictions.parquet").to_pylist()
    right = sum(answers[row["row"]] == labels[row["label"]] for row in test)
    assert right / len(test) == pytest.approx(lightened.results["lighter"]["accuracy"][0])


def test_models_of_several_labels_are_lightened_too(do, brief, data_file):
    data = MultiLabelledTexts(str(data_file), text="note", label="fault")
    quick = replace(brief.training, epochs=1)

    job = do(replace(brief, task="multi-label-classification", data=data, lighter="int8", training=quick))

    assert job.results["lighter"].keys() >= {"f1", "difference", "seconds", "bytes"}


def test_other_tasks_cannot_be_lightened(brief):
    raw = brief.resolved()
    raw |= {"task": "token-classification", "data": {"path": "x.conll"}, "lighter": "int8"}

    with pytest.raises(SpecError) as error:
        parse(raw)

    assert [(fault.path, fault.code) for fault in error.value.faults] == [("lighter", "spec_clash")]
