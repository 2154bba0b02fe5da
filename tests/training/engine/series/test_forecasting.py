"""The next values of a column: what is learned, against whom, and what is refused."""

import json
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from transformers import PatchTSTForPrediction

from engine.spec import Augmentation, Distillation, ForecastSeries, ModelSource, SpecError, parse

SERIES = {"time": "time", "target": "load", "context": 48, "horizon": 6, "season": 24}


def without(columns, *gone):
    """The columns without the rows `gone`."""
    return {name: [cell for row, cell in enumerate(cells) if row not in gone] for name, cells in columns.items()}


def with_cell(columns, name, row, cell):
    """The columns with another cell."""
    return {**columns, name: [*columns[name][:row], cell, *columns[name][row + 1 :]]}


@pytest.fixture(scope="module")
def path(write, waves):
    return write(waves)


@pytest.fixture(scope="module")
def spec(job, small, path):
    return job("series-forecasting", small, ForecastSeries(path, **SERIES, stride=2))


@pytest.fixture(scope="module")
def brief(spec):
    return replace(spec, training=replace(spec.training, epochs=1))


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_two_waves_are_forecast_better_than_either_naive_way(finished):
    contenders = finished.results["contenders"]
    losses = [loss for _, loss in finished.results["curve"]["training"]]

    assert np.mean(losses[-10:]) < losses[0] / 2
    for naive in ("last_value", "seasonal"):
        assert contenders["tuned"]["mae"][2] < contenders[naive]["mae"][1]  # their intervals do not meet
        assert finished.results["comparisons"][naive]["difference"][2] < 0


def test_the_verdict_is_against_the_best_of_the_plain_forecasts(finished):
    results = finished.results
    plain = {key: each["mae"][0] for key, each in results["contenders"].items() if key not in ("tuned", "base")}

    assert {*plain} == {"last_value", "seasonal", "linear"}
    assert results["reference"] == min(plain, key=plain.__getitem__)
    assert len(results["mae_by_step"]["tuned"]) == 6


def test_naive_forecasts_are_what_their_names_say(finished, waves):
    load = np.array(waves["load"])
    firsts = np.array(pq.read_table(finished.out / "predictions.parquet")["row"])
    true = np.stack([load[first : first + 6] for first in firsts])
    last = np.stack([np.repeat(load[first - 1], 6) for first in firsts])
    day_before = np.stack([load[first - 24 : first - 18] for first in firsts])
    contenders = finished.results["contenders"]

    assert contenders["last_value"]["mae"][0] == pytest.approx(np.abs(last - true).mean(), rel=1e-5)
    assert contenders["seasonal"]["mae"][0] == pytest.approx(np.abs(day_before - true).mean(), rel=1e-5)
    assert contenders["seasonal"]["rmse"][0] == pytest.approx(np.sqrt(((day_before - true) ** 2).mean()), rel=1e-5)


def test_transformers_loads_the_model_and_gives_the_same_forecasts(finished, waves):
    model = PatchTSTForPrediction.from_pretrained(finished.out / "model").eval()
    scaler = json.loads((finished.out / "model/preprocessor_config.json").read_text())
    (mean,), (deviation,), load = scaler["mean"], scaler["deviation"], np.array(waves["load"])

    for each in pq.read_table(finished.out / "predictions.parquet").to_pylist():
        read = torch.tensor((load[each["row"] - 48 : each["row"]] - mean) / deviation, dtype=torch.float32)
        with torch.no_grad():
            said = model(past_values=read.view(1, 48, 1)).prediction_outputs[0, :, 0]
        assert (said * deviation + mean).tolist() == pytest.approx(each["forecast"], abs=1e-3)


def test_a_stopped_job_goes_on_to_the_same_weights_with_all_augmentation(goes_on, spec):
    assert goes_on(replace(spec, augmentation=Augmentation(jitter=0.1, scaling=0.2, shift=5)))


def test_augmentation_changes_what_is_learned_and_not_what_it_is_judged_on(do, brief):
    plain, changed = (do(replace(brief, augmentation=each)) for each in (Augmentation(), Augmentation(shift=9)))

    assert plain.results["digests"]["weights"] != changed.results["digests"]["weights"]
    assert plain.results["contenders"]["last_value"]["mae"] == changed.results["contenders"]["last_value"]["mae"]


def test_a_new_model_reads_further_columns(do, brief):
    data = replace(brief.data, others=("drift",), stride=8)
    done = do(replace(brief, model=ModelSource(architecture="patchtst-small"), data=data))

    model = PatchTSTForPrediction.from_pretrained(done.out / "model")
    assert model.config.num_input_channels == 2
    assert json.loads((done.out / "model/preprocessor_config.json").read_text())["columns"] == ["load", "drift"]


def test_a_base_can_learn_from_the_head_up(do, brief):
    tuned = do(replace(brief, method="head")).results["contenders"]["tuned"]

    assert tuned["trained_parameters"] == 6 * (6 * 16 + 1)  # from six patches of 16 to six steps


def test_missing_values_are_told_and_no_error_counts_there(do, brief, write, waves):
    holes = {**waves, "load": ["" if 800 <= row < 803 else cell for row, cell in enumerate(waves["load"])]}

    done = do(replace(brief, data=replace(brief.data, path=write(holes))))

    assert done.results["rows"]["missing"] == 3
    assert "values_missing" in done.told.codes()
    assert np.isfinite(pq.read_table(done.out / "predictions.parquet")["error"]).all()


def test_no_window_crosses_a_gap(do, brief, write, waves):
    done = do(replace(brief, data=replace(brief.data, path=write(without(waves, *range(700, 720))))))

    assert done.results["rows"]["gaps"] == 1
    assert "time_gaps" in done.told.codes()
    firsts = np.array(pq.read_table(done.out / "predictions.parquet")["row"])
    assert not ((firsts > 694) & (firsts < 748)).any()  # 6 steps before the gap, 48 after it


def test_rows_may_stand_in_any_order(do, brief, write, waves, path):
    order = np.random.default_rng(1).permutation(900)
    mixed = {name: [cells[row] for row in order] for name, cells in waves.items()}

    sorted_, unsorted = (do(replace(brief, data=replace(brief.data, path=each))) for each in (path, write(mixed)))

    assert sorted_.results["digests"]["weights"] == unsorted.results["digests"]["weights"]


def test_the_same_hours_of_two_machines_are_two_series(do, refused, brief, write, waves):
    both = {name: [*cells, *cells] for name, cells in waves.items()}
    both = {**both, "machine": ["a"] * 900 + ["b"] * 900}
    data = replace(brief.data, path=write(both), stride=4)

    done = do(replace(brief, data=replace(data, group="machine")))
    fault = refused(replace(brief, data=data))

    assert (done.results["rows"]["steps"], done.results["rows"]["gaps"]) == (1800, 0)
    assert (fault.code, fault.params["count"]) == ("time_repeated", 900)


def test_parts_of_the_file_must_follow_each_other_in_time(do, refused, brief, write, waves):
    ordered = ["train"] * 600 + ["validation"] * 150 + ["test"] * 150
    turned = ["test"] * 150 + ["train"] * 600 + ["validation"] * 150

    first, second = (
        replace(brief, data=replace(brief.data, path=write({**waves, "part": each}), part="part"))
        for each in (ordered, turned)
    )

    assert do(first).results["rows"]["test"] == 150 // 6
    assert refused(second).code == "parts_out_of_order"


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [("time", "soon", "time_wrong"), ("time", "", "time_wrong"), ("load", "high", "number_wrong")],
)
def test_a_cell_that_cannot_be_read_is_named_by_its_row(refused, brief, write, waves, column, cell, code):
    fault = refused(replace(brief, data=replace(brief.data, path=write(with_cell(waves, column, 6, cell)))))

    assert (fault.code, fault.params["row"], fault.params["column"]) == (code, 7, column)


def test_too_few_windows_and_a_missing_column_are_refused(refused, brief, write, waves):
    short = replace(brief.data, path=write(without(waves, *range(150, 900))))

    assert refused(replace(brief, data=short)).code == "too_few_windows"
    assert refused(replace(brief, data=replace(brief.data, target="pressure"))).code == "column_missing"


def test_a_base_for_texts_or_for_other_windows_is_refused(refused, brief, base_model):
    assert refused(replace(brief, model=ModelSource(str(base_model)))).code == "model_unfit"
    assert refused(replace(brief, data=replace(brief.data, context=96))).code == "model_unfit"


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"data": {"context": 96, "season": 200}}, "data.season"),
        ({"augmentation": {"flip": True}}, "augmentation"),
        ({"data": {"horizon": 0}}, "data.horizon"),
    ],
)
def test_a_spec_that_makes_no_sense_of_series_is_refused(more, path):
    data = {"path": "/data/sensors.csv", "time": "time", "target": "load"}
    spec = {"task": "series-forecasting", "model": {"architecture": "patchtst-small"}, **more}

    with pytest.raises(SpecError) as error:
        parse({**spec, "data": {**data, **more.get("data", {})}})

    assert [fault.path for fault in error.value.faults] == [path]


def test_the_values_after_the_last_row_are_those_that_evaluation_forecast(predict, evaluated, finished, waves, write):
    first, said = next(iter(evaluated(finished).items()))
    until = {name: cells[:first] for name, cells in waves.items()}

    _, answers = predict(finished, write(until))

    assert answers == [{"row": first - 1, "forecast": pytest.approx(said["forecast"], abs=1e-3)}]


def test_each_group_is_forecast_and_one_that_is_too_short_is_told(predict, do, brief, waves, write, capfd):
    both = {name: [*cells[:500], *cells[:400]] for name, cells in waves.items()}
    both["machine"] = ["a"] * 500 + ["b"] * 400
    job = do(replace(brief, data=replace(brief.data, path=write(both), group="machine")))

    _, answers = predict(job, write(both))
    assert [answer["row"] for answer in answers] == [499, 899]

    short = {name: cells[:540] for name, cells in both.items()}
    assert predict(job, write(short)) == (1, None)
    told = "The series that ends in row 540 of sensors.csv has 40 steps after its last gap; the model needs 48."
    assert told in capfd.readouterr().err


def test_a_larger_model_teaches_a_smaller_one_its_forecasts(do, finished, brief):
    teacher = Distillation(teacher=str(finished.out / "model"), weight=1.0)
    fresh = replace(brief, model=ModelSource(architecture="patchtst-small"), data=replace(brief.data, context=None))

    student = do(replace(fresh, distillation=teacher)).results

    assert student["choices"]["context"] == {
        "chosen": "48",
        "code": "context_of_teacher",
        "params": {"context": 48},
        "why": "The teacher reads 48 steps.",
    }
    said = finished.results["contenders"]["tuned"]["mae"]
    assert student["contenders"]["teacher"]["mae"] == pytest.approx(said, rel=1e-4)
    with pytest.raises(SpecError):
        parse({**replace(fresh, distillation=teacher).resolved(), "augmentation": {"shift": 3}})
