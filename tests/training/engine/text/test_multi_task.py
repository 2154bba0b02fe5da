"""Several tasks on one base: what each learns, what they share, and what each is left with."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from jsonschema import Draft202012Validator, validate
from tests.training.engine.conftest import SCHEMA
from transformers import AutoModel, AutoModelForSequenceClassification, AutoModelForTokenClassification

from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.outputs import read_output
from engine.spec import LabelledTexts, OneOfSeveral, SeveralTasks, SpecError, TaggedTokens, describe, parse
from engine.split import Parts, Together
from engine.tasks.multi_task import MultiTask, spec_of


@pytest.fixture(scope="module")
def folder(sentences, tmp_path_factory) -> Path:
    """Sentences with tags, and for some of them whether there is a "mr"."""
    folder = tmp_path_factory.mktemp("wards")
    tagged = [json.dumps({"tokens": words, "tags": tags}) for words, tags in sentences]
    (folder / "names.jsonl").write_text("\n".join(tagged))
    with (folder / "titles.csv").open("w", newline="") as file:
        labelled = [(" ".join(words), "mr" if "mr" in words else "other") for words, _ in sentences[:80]]
        csv.writer(file).writerows([("note", "title"), *labelled])
    return folder


@pytest.fixture(scope="module")
def spec(job, reader, folder):
    titles = OneOfSeveral(
        name="titles", task="text-classification", data=LabelledTexts("titles.csv", text="note", label="title")
    )
    names = OneOfSeveral(name="names", task="token-classification", data=TaggedTokens("names.jsonl"))
    return job("multi-task", reader, SeveralTasks(path=str(folder), tasks=(titles, names)))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def of_task(job, name):
    return json.loads((job.out / "tasks" / name / "results.json").read_text())


def test_every_task_is_learned_and_has_a_result_of_its_own(finished):
    results = finished.results
    losses = [loss for _, loss in results["curve"]["training"]]
    tasks = results["tasks"]

    assert np.mean(losses[-7:]) < np.mean(losses[:7]) / 2
    assert tasks["titles"]["contenders"]["tuned"]["accuracy"][0] > 0.8
    assert tasks["names"]["contenders"]["tuned"]["f1"][0] > 0.8
    mean = np.mean(
        [tasks["titles"]["contenders"]["tuned"]["accuracy"], tasks["names"]["contenders"]["tuned"]["f1"]], axis=0
    )
    assert results["contenders"]["tuned"]["mean_score"] == pytest.approx(mean.tolist())
    assert {each["name"] for each in results["contenders"].values()} >= {
        "untrained_head",
        "linear_probe",
        "each_task_own",
    }
    assert results["rows"]["test"] == tasks["titles"]["rows"]["test"] + tasks["names"]["rows"]["test"]


def test_each_task_leaves_what_a_job_of_its_own_would(finished, sentences, predict):
    title = AutoModelForSequenceClassification.from_pretrained(finished.out / "tasks/titles/model")
    name = AutoModelForTokenClassification.from_pretrained(finished.out / "tasks/names/model")
    shared = AutoModel.from_pretrained(finished.out / "model").state_dict()

    for model in (title, name):
        own = model.base_model.state_dict()
        assert all(torch.equal(own[key], shared[key]) for key in own)
    for task in ("titles", "names"):
        validate(of_task(finished, task), SCHEMA)
        assert (finished.out / "tasks" / task / "model" / "README.md").exists()
    assert read_output(finished.out / "tasks/names").spec.task == "token-classification"
    said = pq.read_table(finished.out / "tasks/names/predictions.parquet").to_pylist()
    true = {each["row"]: each["tags"] for each in said}
    assert all(true[row] == sentences[row][1] for row in true)


def test_a_tasks_model_answers_by_the_command(finished, folder, command, tmp_path):
    model, out = finished.out / "tasks/titles/model", tmp_path / "said.jsonl"

    code = command("predict", "--model", model, "--data", folder / "titles.csv", "--out", out, "--threads", 1)

    said = [json.loads(line)["class"] for line in out.read_text().splitlines()]
    with (folder / "titles.csv").open() as file:
        true = [row["title"] for row in csv.DictReader(file)]
    assert code == 0
    assert np.mean([one == other for one, other in zip(said, true, strict=True)]) > 0.8


def test_no_text_is_trained_on_for_one_task_and_tested_for_another(spec):
    task = MultiTask(spec, Setting("float32", lambda: False))
    titles, names = task.tasks["titles"], task.tasks["names"]

    def texts(of, part):
        rows = getattr(of.parts, part)
        return {" ".join(of.rows.words[row]) for row in rows} if of is names else {of.rows.texts[row] for row in rows}

    seen = texts(titles, "train") | texts(names, "train")
    assert not seen & (texts(titles, "test") | texts(names, "test"))
    assert texts(titles, "test") < texts(names, "test")
    assert torch.equal(
        titles.model.bert.encoder.layer[0].output.dense.weight, names.model.bert.encoder.layer[0].output.dense.weight
    )
    assert titles.model.bert is names.model.bert


@pytest.mark.heavy
def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(spec)


@pytest.mark.heavy
def test_a_task_can_be_compared_with_a_job_of_it_alone(do, finished, spec, command, capfd):
    alone = do(spec_of(spec, spec.data.tasks[0]))

    code = command("compare", alone.out, finished.out / "tasks/titles")

    assert code == 0
    assert json.loads(capfd.readouterr().out)["rows"] == of_task(finished, "titles")["rows"]["test"]


@pytest.mark.heavy
def test_adapters_are_shared_too_and_end_in_each_tasks_model(do, spec):
    training = replace(spec.training, epochs=1)
    job = do(replace(spec, method="lora", training=training))

    before = AutoModel.from_pretrained(spec.model.path).encoder.state_dict()
    after = [
        AutoModel.from_pretrained(job.out / "tasks" / name / "model").encoder.state_dict()
        for name in ("titles", "names")
    ]
    assert all(torch.equal(after[0][key], after[1][key]) for key in before)
    changed = {key for key in before if not torch.equal(before[key], after[0][key])}
    assert changed == {key for key in before if "LayerNorm" not in key and key.endswith("weight")}
    assert not (job.out / "model/adapter").exists()


def test_a_weight_says_how_often_rows_are_drawn(spec):
    first, second = spec.data.tasks
    heavy = replace(spec, data=replace(spec.data, tasks=(first, replace(second, weight=3.0))))
    task = MultiTask(heavy, Setting("float32", lambda: False))

    weights = task.row_weights
    assert weights.tolist() == [1.0] * len(task.tasks["titles"].parts.train) + [3.0] * len(
        task.tasks["names"].parts.train
    )
    assert MultiTask(spec, Setting("float32", lambda: False)).row_weights is None


def test_a_task_whose_texts_are_all_elsewhere_is_refused():
    together = Together()
    everything = Parts(np.arange(10), np.arange(10, 12), np.arange(12, 15), 0)
    together.of("first")(range(15), everything)

    with pytest.raises(JobFault) as error:
        together.of("second")(range(10), Parts(np.arange(6), np.arange(6, 8), np.arange(8, 10), 0))

    assert (error.value.code, error.value.params["part"]) == ("task_alone", "validation")


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"tasks": []}, "data.tasks", "spec_few"),
        ({"tasks": [0, 0]}, "data.tasks", "spec_repeated"),
        ({"tasks": [0, {"name": "../b"}]}, "data.tasks.1.name", "spec_name"),
        ({"tasks": [0, {"name": "b", "task": "image-classification"}]}, "data.tasks.1.task", "spec_choice"),
        ({"tasks": [0, {"name": "b", "data": {"path": "a.csv"}}]}, "data.tasks.1.data.text", "spec_missing"),
        (
            {"tasks": [0, {"name": "b", "data": {"path": "../a.csv", "text": "a", "label": "b"}}]},
            "data.tasks.1.data.path",
            "spec_outside",
        ),
    ],
)
def test_what_is_wrong_with_the_tasks_is_told_with_its_place(spec, change, path, code):
    raw = spec.resolved()
    first = raw["data"]["tasks"][0]
    tasks = [first | (each if isinstance(each, dict) else {}) for each in change["tasks"]]

    with pytest.raises(SpecError) as error:
        parse({**raw, "data": {**raw["data"], "tasks": tasks}})

    assert (path, code) in [(fault.path, fault.code) for fault in error.value.faults]


@pytest.mark.parametrize("method", ["head", "houlsby", "prefix"])
def test_methods_that_share_nothing_are_refused(spec, method):
    with pytest.raises(SpecError, match="does not go with this task"):
        parse({**spec.resolved(), "method": method})


def test_the_described_schema_knows_the_columns_of_each_task(spec):
    schema = Draft202012Validator(describe())
    raw = spec.resolved()

    assert schema.is_valid(raw)
    del raw["data"]["tasks"][1]["data"]["tags"]
    raw["data"]["tasks"][1]["data"]["label"] = "title"
    assert not schema.is_valid(raw)
