"""Odd steps of series, found without labels."""

import json
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from transformers import PatchTSTForPrediction

from engine.series_alarms import Alarms, alarm_figures
from engine.spec import Augmentation, SpecError, WatchedSeries, parse

ODD = [*range(700, 705), *range(840, 846)]  # all of them in the test


@pytest.fixture(scope="module")
def watched(waves):
    """The load with values that were there at other times, so that none is odd by itself."""
    random, load = np.random.default_rng(5), np.array(waves["load"])
    usual = load.copy()
    load[ODD] = usual[ODD] + np.where(usual[ODD] > 50, -12, 12) + random.normal(0, 0.5, len(ODD))
    return {**waves, "load": load.round(3).tolist(), "state": ["bad" if row in ODD else "good" for row in range(900)]}


@pytest.fixture(scope="module")
def spec(job, small, write, watched):
    data = WatchedSeries(
        write(watched), time="time", columns=("load",), label="state", normal="good", context=48, horizon=6, stride=2
    )
    return job("series-anomaly", small, data)


@pytest.fixture(scope="module")
def finished(do, spec):
    return do(spec)


def test_what_nothing_but_the_course_of_time_tells_is_found(finished):
    results = finished.results
    contenders = results["contenders"]

    assert contenders["tuned"]["auroc"][0] > 0.9
    for plain in ("z_score", "seasonal"):
        assert results["comparisons"][plain]["difference"][1] > 0
    assert results["verdict"] == "better"
    for figure in ("average_precision", "f1"):
        assert contenders["tuned"][figure][0] > contenders["z_score"][figure][2]


def test_alarms_are_scores_above_the_threshold_and_few_where_nothing_is_odd(finished):
    said = pq.read_table(finished.out / "predictions.parquet").to_pydict()
    alarm, rows = np.array(said["alarm"]), np.array(said["row"])

    assert (alarm == (np.array(said["score"]) > finished.results["threshold"])).all()
    assert alarm[np.isin(rows, ODD)].mean() > 0.5
    assert alarm[~np.isin(rows, [step for odd in ODD for step in range(odd, odd + 54)])].mean() < 0.1


def test_transformers_loads_the_model_and_gives_the_same_scores(finished, watched):
    model = PatchTSTForPrediction.from_pretrained(finished.out / "model").eval()
    scaler = json.loads((finished.out / "model/preprocessor_config.json").read_text())
    load = (np.array(watched["load"]) - scaler["mean"][0]) / scaler["deviation"][0]
    said = pq.read_table(finished.out / "predictions.parquet").to_pydict()

    for place in range(0, len(said["row"]), 6):
        first = said["row"][place]
        with torch.no_grad():
            read = torch.tensor(load[first - 48 : first], dtype=torch.float32).view(1, 48, 1)
            forecast = model(past_values=read).prediction_outputs[0, :, 0].numpy()
        assert np.abs(forecast - load[first : first + 6]) == pytest.approx(said["score"][place : place + 6], abs=1e-4)


def test_labels_change_nothing_of_what_is_learned(do, spec, write, watched):
    brief = replace(spec, training=replace(spec.training, epochs=1))
    labels = ["bad" if row % 50 == 0 else "good" for row in range(900)]

    one, other = (
        do(replace(brief, data=replace(brief.data, path=write(each)))).results
        for each in (watched, {**watched, "state": labels})
    )

    assert one["digests"]["weights"] == other["digests"]["weights"]
    assert one["threshold"] == other["threshold"]


def test_a_stopped_job_goes_on_to_the_same_weights(goes_on, spec):
    assert goes_on(replace(spec, augmentation=Augmentation(jitter=0.1)))


def test_a_test_without_anomalies_and_empty_labels_are_refused(refused, spec, write, watched):
    fine, empty = (
        replace(spec, data=replace(spec.data, path=write({**watched, "state": states})))
        for states in (["good"] * 900, ["", *watched["state"][1:]])
    )

    assert refused(fine).code == "anomalies_missing"
    assert refused(replace(spec, data=replace(spec.data, normal="fine"))).code == "anomalies_missing"
    assert refused(empty).code == "label_empty"


def test_a_season_longer_than_the_window_is_refused():
    data = {
        "path": "/data/sensors.csv",
        "time": "time",
        "columns": ["load"],
        "label": "state",
        "context": 96,
        "season": 200,
    }

    with pytest.raises(SpecError) as error:
        parse({"task": "series-anomaly", "model": {"architecture": "patchtst-small"}, "data": data})

    assert [fault.path for fault in error.value.faults] == ["data.season"]


def test_the_figures_are_scikit_learns():
    random = np.random.default_rng(6)
    odd, counted = random.random((40, 6)) < 0.2, random.random((40, 6)) < 0.9
    said = Alarms((random.random((40, 6)) + odd * 0.3).round(1), threshold=0.6)  # rounded, so that some are equal
    true, scores, raised = odd[counted], said.scores[counted], said.raised[counted]

    auroc, precision, f1 = alarm_figures(odd, counted)

    assert auroc.value(said) == pytest.approx(roc_auc_score(true, scores))
    assert precision.value(said) == pytest.approx(average_precision_score(true, scores))
    assert f1.value(said) == pytest.approx(f1_score(true, raised))


def test_new_steps_get_the_scores_that_evaluation_gave(predict, evaluated, finished, watched, write):
    test = {name: cells[:895] for name, cells in watched.items() if name != "state"}  # the last horizon is not whole

    _, answers = predict(finished, write(test))

    assert [answer["row"] for answer in answers] == list(range(48, 895))
    by_row = {answer["row"]: answer for answer in answers}
    told = {row: said for row, said in evaluated(finished).items() if row < 895 - 895 % 6}
    assert len(told) > 200
    for row, said in told.items():
        assert by_row[row]["score"] == pytest.approx(said["score"], abs=1e-4)
        assert by_row[row]["alarm"] == said["alarm"]
