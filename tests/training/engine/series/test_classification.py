"""A label for each window: recordings, states that change, and what is refused."""

import csv
import json
import shutil
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import PatchTSTForClassification

from engine.spec import Augmentation, Distillation, LabelledSeries, ModelSource, SpecError, parse

STEPS = 48  # of a recording, which is one window
PARTS = ["train"] * 4 + ["validation"] * 2 + ["test"] * 2


def recording(random, label):
    """A hum with a rising or falling tooth: both have the same values and swings, in another order."""
    tooth = np.tile(np.arange(12.0), STEPS // 12 + 1)[random.integers(12) :][:STEPS]
    return (tooth if label == "rising" else 11 - tooth) + random.normal(0, 0.3, STEPS)


@pytest.fixture(scope="module")
def recordings():
    """120 recordings of two kinds, a group each, that all begin at the same time."""
    random = np.random.default_rng(3)
    labels = ["rising" if number % 2 else "falling" for number in range(120)]
    return {
        "second": [*range(STEPS)] * 120,
        "value": np.concatenate([recording(random, label) for label in labels]).round(3).tolist(),
        "piece": np.repeat([f"p{number}" for number in range(120)], STEPS).tolist(),
        "kind": np.repeat(labels, STEPS).tolist(),
    }


@pytest.fixture(scope="module")
def states():
    """A machine that hums in one of two ways, each for 96 steps."""
    random = np.random.default_rng(4)
    labels = ["rising" if number // 2 % 2 else "falling" for number in range(110)]
    return {
        "second": [*range(STEPS * 110)],
        "value": np.concatenate([recording(random, label) for label in labels]).round(3).tolist(),
        "kind": np.repeat(labels, STEPS).tolist(),
    }


@pytest.fixture(scope="module")
def spec(job, small, write, recordings):
    data = LabelledSeries(
        write(recordings), time="second", group="piece", columns=("value",), label="kind", context=STEPS
    )
    return job("series-classification", small, data, epochs=30, patience=30, batch_size=8)


@pytest.fixture(scope="module")
def brief(spec):
    return replace(spec, training=replace(spec.training, epochs=1))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(replace(spec, lighter="int8"))


def test_kinds_are_told_apart_by_the_order_of_values(finished):
    contenders, losses = finished.results["contenders"], [loss for _, loss in finished.results["curve"]["training"]]

    assert np.mean(losses[-5:]) < np.log(2) / 2  # chance
    assert contenders["tuned"]["accuracy"][0] > 0.9
    assert contenders["tuned"]["accuracy"][0] > contenders["base"]["accuracy"][2]
    assert [each["name"] for each in contenders.values()] == [
        "untrained_head",
        "linear_probe",
        "window_statistics",
        "full",
    ]


def test_in_whole_numbers_the_model_is_smaller_and_about_as_right(finished):
    lighter, tuned = finished.results["lighter"], finished.results["contenders"]["tuned"]["accuracy"]

    assert lighter["bytes"] < lighter["bytes_before"]
    assert lighter["difference"][0] == pytest.approx(lighter["accuracy"][0] - tuned[0])
    assert abs(lighter["difference"][0]) < 0.1


def test_a_recording_is_in_one_part_as_a_whole(finished, recordings):
    rows = finished.results["rows"]

    assert (rows["train"], rows["validation"], rows["test"]) == (72, 12, 36)
    said = pq.read_table(finished.out / "predictions.parquet").to_pydict()
    assert [row % STEPS for row in said["row"]] == [STEPS - 1] * 36
    labels = finished.results["labels"]
    assert [labels[label] for label in said["label"]] == [recordings["kind"][row] for row in said["row"]]


def test_transformers_loads_the_model_and_gives_the_same_labels(finished, recordings):
    model = PatchTSTForClassification.from_pretrained(finished.out / "model").eval()
    scaler = json.loads((finished.out / "model/preprocessor_config.json").read_text())
    value = (np.array(recordings["value"]) - scaler["mean"][0]) / scaler["deviation"][0]

    for each in pq.read_table(finished.out / "predictions.parquet").to_pylist():
        read = torch.tensor(value[each["row"] - STEPS + 1 : each["row"] + 1], dtype=torch.float32)
        with torch.no_grad():
            said = model(past_values=read.view(1, STEPS, 1)).prediction_logits.softmax(dim=1)[0]
        assert int(said.argmax()) == each["predicted"]
        assert float(said.max()) == pytest.approx(each["confidence"], abs=1e-4)
    assert model.config.id2label == {0: "falling", 1: "rising"}


def test_a_stopped_job_goes_on_to_the_same_weights_with_augmentation(goes_on, spec):
    assert goes_on(replace(spec, augmentation=Augmentation(jitter=0.1, scaling=0.2, shift=3)))


def test_states_of_one_machine_are_tested_on_what_comes_later(do, brief, write, states):
    data = replace(brief.data, path=write(states), group=None, stride=16, slices=("kind",))

    done = do(replace(brief, data=data))

    rows = pq.read_table(done.out / "predictions.parquet")["row"].to_pylist()
    assert min(rows) >= 0.7 * len(states["second"])
    assert {each["by"] for each in done.results["slices"]} <= {"kind"}


def test_a_few_machines_with_one_label_each_are_tested_on_what_comes_later(do, brief, write, recordings):
    """Of too few to draw whole ones, each gives rows to all parts."""
    machines = {**recordings, "second": [*range(STEPS * 40)] * 3, "piece": np.repeat(["a", "b", "c"], STEPS * 40)}
    machines["kind"] = np.repeat(["old", "old", "new"], STEPS * 40)

    done = do(replace(brief, data=replace(brief.data, path=write(machines), stride=16)))

    rows = np.array(pq.read_table(done.out / "predictions.parquet")["row"])
    assert {*(rows // (STEPS * 40))} == {0, 1, 2}
    assert (rows % (STEPS * 40) >= 0.7 * STEPS * 40).all()


def test_the_file_may_say_which_recordings_are_for_what(do, refused, brief, write, recordings):
    parts = np.repeat(PARTS * 15, STEPS).tolist()
    mixed = PARTS * (15 * STEPS)
    first, second = (
        replace(brief, data=replace(brief.data, path=write({**recordings, "part": each}), part="part"))
        for each in (parts, mixed)
    )

    assert do(first).results["rows"]["test"] == 30
    assert refused(second).code == "parts_out_of_order"


def test_a_class_without_windows_to_train_on_is_refused(refused, brief, write, recordings):
    parts = ["test" if kind == "rising" else "train" for kind in recordings["kind"]]
    for row in range(40 * STEPS):
        parts[row] = "validation" if recordings["kind"][row] == "falling" else "test"
    data = replace(brief.data, path=write({**recordings, "part": parts}), part="part")

    fault = refused(replace(brief, data=data))

    assert (fault.code, fault.params["row"]) == ("class_unseen", 2 * STEPS)


def test_one_class_and_empty_labels_are_refused(refused, brief, write, recordings):
    same, empty = (
        replace(brief, data=replace(brief.data, path=write({**recordings, "kind": kinds})))
        for kinds in (["rising"] * 120 * STEPS, ["", *recordings["kind"][1:]])
    )

    assert refused(same).code == "one_class"
    assert refused(empty).code == "label_empty"


def test_a_spec_without_columns_is_refused():
    data = {"path": "/data/pieces.csv", "time": "second", "columns": [], "label": "kind"}

    with pytest.raises(SpecError) as error:
        parse({"task": "series-classification", "model": {"architecture": "patchtst-small"}, "data": data})

    assert [(fault.path, fault.code) for fault in error.value.faults] == [("data.columns", "spec_missing")]


def test_new_windows_get_the_classes_that_evaluation_gave(predict, evaluated, finished, recordings, write):
    _, answers = predict(finished, write({name: cells for name, cells in recordings.items() if name != "kind"}))

    assert [answer["row"] for answer in answers] == list(range(STEPS - 1, 120 * STEPS, STEPS))  # a window each
    by_row = {answer["row"]: answer for answer in answers}
    for row, said in evaluated(finished).items():
        assert by_row[row]["class"] == finished.results["labels"][said["predicted"]]
        assert by_row[row]["confidence"] == pytest.approx(said["confidence"], abs=1e-2)  # it answers in 8 bits


@pytest.fixture
def apart(recordings, tmp_path):
    """A folder with a file for each recording, which does not say its name."""
    for number in range(120):
        rows = slice(number * STEPS, (number + 1) * STEPS)
        cells = zip(*(recordings[name][rows] for name in ("second", "value", "kind")), strict=True)
        with (tmp_path / f"{recordings['piece'][rows.start]}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("second", "value", "kind"), *cells])
    return tmp_path


def test_files_of_a_folder_or_an_archive_are_series_as_groups_are(do, brief, apart):
    archive = shutil.make_archive(str(apart.parent / "recordings"), "zip", apart)
    data = [replace(brief.data, path=str(path), group=None) for path in (apart, archive)]

    grouped, *others = (do(each) for each in (brief, *(replace(brief, data=each) for each in data)))

    for each in others:
        assert each.results["rows"] == grouped.results["rows"]
        assert each.results["digests"]["weights"] == grouped.results["digests"]["weights"]


def test_what_is_wrong_is_told_of_its_file(refused, brief, apart):
    (apart / "p2.csv").write_text("second,value,kind\n0,1.5,rising\n1,high,rising\n")
    spec = replace(brief, data=replace(brief.data, path=str(apart), group=None))

    assert refused(spec).params == {"file": "p2.csv", "column": "value", "row": 2}
    for file in apart.iterdir():
        file.unlink()
    assert refused(spec).code == "data_empty"


def test_a_context_that_nobody_names_is_as_long_as_the_series_allow(do, refused, brief, write, recordings):
    fresh, data = ModelSource(architecture="patchtst-small"), replace(brief.data, context=None)
    short = {name: [cell for row, cell in enumerate(cells) if row % STEPS < 20] for name, cells in recordings.items()}

    new, based = (do(replace(brief, model=model, data=data)) for model in (fresh, brief.model))

    for each, code in ((new, "context_short"), (based, "context_of_base")):
        assert each.results["choices"]["context"]["code"] == code
        assert each.results["recipe"]["data"]["context"] == STEPS
    too_short = refused(replace(brief, model=fresh, data=replace(data, path=write(short))))
    assert (too_short.code, too_short.params["train"]) == ("too_few_windows", 0)


def test_recordings_that_are_too_short_are_told(do, brief, write, recordings):
    gone = [row for row in range(len(recordings["second"])) if row < STEPS and row % 2]
    fewer = {name: np.delete(np.array(cells, dtype=object), gone).tolist() for name, cells in recordings.items()}

    done = do(replace(brief, data=replace(brief.data, path=write(fewer))))

    assert "stretches_short" in done.told.codes()


def test_a_larger_model_teaches_a_smaller_one(do, refused, finished, brief):
    small, teacher = replace(brief, training=replace(brief.training, epochs=2)), str(finished.out / "model")
    taught = replace(small, distillation=Distillation(teacher=teacher, weight=0.9))

    alone, student = do(small).results, do(taught).results

    assert student["contenders"]["teacher"]["accuracy"] == finished.results["contenders"]["tuned"]["accuracy"]
    assert student["digests"]["weights"] != alone["digests"]["weights"]
    other = replace(taught, data=replace(brief.data, context=24), model=ModelSource(architecture="patchtst-small"))
    assert refused(other).code == "teacher_windows"
