"""Rows of several sources: read as one, drawn by weight, told apart, and each left out in turn."""

import csv
from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from engine.faults import Stopped
from engine.plan import plan
from engine.spec import Further, SpecError, parse
from engine.spec.files import missing_files

OTHER = {"leak": "pump", "noise": "motor", "heat": "belt"}  # what another site calls the same


def save(path, rows, header=("note", "fault")):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


@pytest.fixture(scope="module")
def two(spec, rows, tmp_path_factory):
    """A job on two sites, of which the second has words that the first never uses."""
    folder = tmp_path_factory.mktemp("sites")
    here = save(folder / "lyon.csv", rows)
    there = save(folder / "lund.csv", [(f"unheard {OTHER[label]} n{i}", label) for i, (_, label) in enumerate(rows)])
    data = replace(spec.data, path=here, sources=(Further(there, weight=2.0),))
    training = replace(spec.training, epochs=6, checkpoint_seconds=0.0)
    return replace(spec, data=data, training=training)


@pytest.fixture(scope="module")
def done(do, two):
    return do(two)


def test_the_result_is_told_by_source(done):
    told = {each["value"]: each["rows"] for each in done.results["slices"] if each["by"] == "source"}

    assert set(told) == {"lyon", "lund"}
    assert sum(told.values()) == done.results["rows"]["test"]


def test_without_a_source_the_model_does_not_know_its_words(done):
    told = {each["source"]: each for each in done.results["left_out"]}

    assert set(told) == {"lyon", "lund"}
    lund = told["lund"]
    assert lund["with_it"][0] > 0.9
    assert lund["accuracy"][0] < 0.6
    assert lund["difference"][2] < 0
    assert lund["train_rows"] + told["lyon"]["train_rows"] == done.results["rows"]["train"]
    assert lund["rows"] + told["lyon"]["rows"] == done.results["rows"]["test"]
    assert not (done.out / "left-out").exists()


def test_a_job_that_stops_while_a_source_is_left_out_goes_on_to_the_same(do, two, done, tmp_path):
    steps = done.results["curve"]["steps"]
    asked = []

    def in_the_middle_of_the_second() -> bool:
        asked.append(1)
        return len(list(tmp_path.glob("left-out/1/checkpoints/step-*"))) > 0

    with pytest.raises(Stopped):
        do(two, tmp_path, should_stop=in_the_middle_of_the_second)
    asked.clear()
    again = do(two, tmp_path, resume=True, should_stop=lambda: bool(asked.append(1)))

    assert again.results["left_out"] == done.results["left_out"]
    assert again.results["digests"] == done.results["digests"]
    assert len(asked) < 2 * steps  # of three runs two were trained already, or nearly


def test_a_source_can_be_for_the_test_alone(do, two):
    data = replace(two.data, left_out="lund")

    results = do(replace(two, data=data)).results

    assert results["contenders"]["tuned"]["accuracy"][0] < 0.6
    assert "left_out" not in results
    assert results["rows"]["test"] < 60


def test_rows_are_drawn_as_often_as_their_source_says():
    weights = np.repeat([1.0, 3.0], [60, 20])

    epochs = [np.concatenate(plan(np.ones(80), 8, 1, epoch, drawn=weights)) for epoch in range(30)]

    assert all(len(epoch) == 80 for epoch in epochs)
    drawn = Counter(np.concatenate(epochs).tolist())
    assert sum(drawn[row] for row in range(60, 80)) == 30 * 40
    assert min(drawn[row] for row in range(60, 80)) == 60
    assert {drawn[row] for row in range(60)} != {30}


def test_weights_change_what_is_learned(do, two, done):
    even = replace(two.data, sources=(replace(two.data.sources[0], weight=1.0),), leave_one_out=False)

    assert do(replace(two, data=even)).results["digests"]["weights"] != done.results["digests"]["weights"]


def test_a_wrong_row_is_named_in_its_own_file(refused, two, tmp_path):
    path = save(tmp_path / "oslo.csv", [("hot", "heat"), ("cold", "heat"), ("", "heat")])
    fault = refused(replace(two, data=replace(two.data, sources=(*two.data.sources, Further(path)))))

    assert (fault.code, fault.params["file"], fault.params["row"]) == ("text_empty", "oslo.csv", 3)


def test_a_file_that_lacks_a_column_is_named(refused, two, tmp_path):
    path = save(tmp_path / "oslo.csv", [("hot", "heat")], header=("note", "cause"))
    fault = refused(replace(two, data=replace(two.data, sources=(Further(path),))))

    assert (fault.code, fault.params["file"], fault.params["column"]) == ("column_missing", "oslo.csv", "fault")


def test_a_changed_source_is_refused(refused, two):
    further = replace(two.data.sources[0], sha256="0" * 64)

    assert refused(replace(two, data=replace(two.data, sources=(further,)))).code == "digest_mismatch"


def test_predictions_are_numbered_through_the_files(done, two):
    rows = pq.read_table(done.out / "predictions.parquet").column("row").to_pylist()

    assert max(rows) >= 120


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sources": [{"path": "/other/notes.csv"}]}, "data.sources"),
        ({"sources": [{"path": "/b.csv", "weight": 0}]}, "data.sources.0.weight"),
        ({"sources": [{"file": "/b.csv"}]}, "data.sources.0.file"),
        ({"sources": "/b.csv"}, "data.sources"),
        ({"sources": [{"path": "/b.csv"}], "left_out": "c"}, "data.left_out"),
        ({"left_out": "notes"}, "data.sources"),
    ],
)
def test_what_is_wrong_with_sources_is_told_with_its_place(spec, change, path):
    raw = spec.resolved()
    raw["data"] = {**raw["data"], **change}

    with pytest.raises(SpecError) as error:
        parse(raw)

    assert path in {fault.path for fault in error.value.faults}


@pytest.mark.parametrize("task", ["series-forecasting", "series-pretraining"])
def test_tasks_of_one_file_refuse_more(task, spec):
    with pytest.raises(SpecError) as error:
        parse({**spec.resolved(), "task": task, "data": {"path": "x", "sources": [{"path": "y"}]}})

    refusal = next(fault for fault in error.value.faults if fault.path == "data.sources")
    assert refusal.as_json()["remedy"]


@pytest.mark.parametrize("change", [{"training": {"sampling": "balanced"}}, {"privacy": {"epsilon": 8.0}}])
def test_sources_do_not_go_with_everything(two, change):
    raw = two.resolved()
    for group, settings in change.items():
        raw[group] = {**raw[group], **settings}

    with pytest.raises(SpecError) as error:
        parse(raw)

    assert error.value.faults[0].code == "spec_clash"


def test_a_missing_source_is_found_before_training(two):
    gone = replace(two.data, sources=(Further("/nowhere/b.csv"),))

    assert [fault.path for fault in missing_files(parse({**two.resolved(), "data": replace_data(two, gone)}))][-1:] == [
        "data.sources.0.path"
    ]


def replace_data(spec, data):
    return replace(spec, data=data).resolved()["data"]
