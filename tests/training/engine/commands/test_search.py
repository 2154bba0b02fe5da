"""Settings are found by trials on the validation rows, and the job is done with the best of them."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import validate

from engine.draws import drawn
from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.rungs import is_hopeless
from engine.search import run_search, with_settings
from engine.spec import Choices, Search, Span
from engine.trial import run_trial

SCHEMA = json.loads((Path(__file__).parents[4] / "docs/results.schema.json").read_text())
SEED = 7  # by which both rates are drawn soon
RATES = {"training.learning_rate": Choices((1e-7, 5e-3)), "training.batch_size": Span(8, 16)}


@pytest.fixture(scope="session")
def searching(knowing):
    """A search of four trials in which one of two rates learns nothing."""
    quick = replace(knowing.training, epochs=2, patience=2, checkpoint_seconds=0.0)
    return replace(knowing, seed=SEED, training=quick, search=Search(trials=4, sampler="random", space=RATES))


@pytest.fixture(scope="session")
def search(tmp_path_factory):
    """Runs a search in this process; gives its results and what it told."""

    def do_search(spec, out=None, **options):
        out, told = out or tmp_path_factory.mktemp("search"), []
        options = {"should_stop": lambda: False, "threads": 1, **options}
        run_search(spec, out, events=Events(told.append), **options)
        results = json.loads((out / "results.json").read_text())
        validate(results, SCHEMA)
        return results, told

    return do_search


@pytest.fixture(scope="session")
def searched(search, searching):
    return search(searching)


def codes(told):
    return [event["code"] for event in told if event["ev"] == "log"]


def without_seconds(results):
    return [{**trial, "seconds": None} for trial in results["search"]["trials"]]


def test_the_job_is_done_with_the_best_settings_of_all_trials(searched):
    results, told = searched
    trials, best = results["search"]["trials"], results["search"]["best"]

    assert [trial["state"] for trial in trials] == ["complete"] * 4
    assert {trial["settings"]["training.learning_rate"] for trial in trials} == {1e-7, 5e-3}
    chosen = trials[best - 1]
    assert chosen["score"] == max(trial["score"] for trial in trials)
    for path, value in chosen["settings"].items():
        assert results["recipe"]["training"][path.removeprefix("training.")] == value
    assert chosen["settings"]["training.learning_rate"] == 5e-3
    why = results["recipe"]["why"]
    found = f"A search of 4 trials found it: trial {best} was the best on the validation rows."
    assert why["learning_rate"] == why["batch_size"] == found
    assert why["epochs"] == "The spec asks for it."
    assert codes(told).count("trial_done") == 4


def test_a_trial_is_judged_by_the_validation_rows_alone(searched):
    results, _ = searched
    best = results["search"]["trials"][results["search"]["best"] - 1]

    assert best["score"] == max(score for _, _, score in results["curve"]["validation"])
    assert best["evaluations"] == len(results["curve"]["validation"])


def test_what_mattered_is_told(searched):
    importance = searched[0]["search"]["importance"]

    assert importance.keys() == RATES.keys()
    assert sum(importance.values()) == pytest.approx(1)
    assert importance["training.learning_rate"] > importance["training.batch_size"]


def test_the_test_rows_are_read_by_the_winner_only(search, searching, monkeypatch):
    from engine.tasks.text_classification import TextClassification

    looked = []
    contenders = TextClassification.contenders
    monkeypatch.setattr(
        TextClassification, "contenders", lambda task, method: looked.append(method) or contenders(task, method)
    )
    search(replace(searching, search=replace(searching.search, trials=1)))

    assert looked == ["full"]


def test_a_stopped_search_goes_on_to_the_same_trials_and_the_same_model(search, searching, searched, tmp_path):
    asked = iter(range(30))
    with pytest.raises(Stopped):
        search(searching, tmp_path, should_stop=lambda: next(asked, None) is None)
    assert list((tmp_path / "trials").glob("*/checkpoints/step-*"))

    results, _ = search(searching, tmp_path, resume=True)

    assert without_seconds(results) == without_seconds(searched[0])
    assert results["digests"] == searched[0]["digests"]
    assert not (tmp_path / "trials").exists()


@pytest.mark.heavy
def test_a_killed_search_goes_on_with_the_trial_it_was_in(searching, search, searched, tmp_path):
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(searching.resolved()))
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "engine", "search", str(file), "--out", str(tmp_path), "--threads", "1"]
    child = subprocess.Popen([*command, "--events-fd", str(writing)], pass_fds=[writing])
    os.close(writing)
    with os.fdopen(reading) as lines:
        next(line for line in lines if '"trial_done"' in line)
    child.send_signal(signal.SIGKILL)
    child.wait()

    results, told = search(searching, tmp_path, resume=True)

    assert codes(told).count("trial_done") < 4
    assert without_seconds(results) == without_seconds(searched[0])
    assert results["digests"] == searched[0]["digests"]


def test_asha_gives_trials_up_that_do_worse_than_others(search, searching):
    rates = {"training.learning_rate": Choices((5e-3, 1e-7))}
    asha = Search(trials=6, sampler="tpe", pruner="asha", space=rates)

    results, told = search(replace(searching, search=asha))

    pruned = [trial for trial in results["search"]["trials"] if trial["state"] == "pruned"]
    assert "trial_pruned" in codes(told)
    assert all(trial["evaluations"] == 1 for trial in pruned)
    assert results["recipe"]["training"]["learning_rate"] == 5e-3


def test_a_trial_whose_settings_do_not_work_ends_alone(search, searching):
    broken = {"training.unfreezing": Choices((0.0, 0.5)), "method": Choices(("lora", "head"))}
    two = replace(searching, search=Search(trials=4, sampler="random", space=broken))

    results, told = search(two)

    faults = {trial["fault"] for trial in results["search"]["trials"]}
    assert "spec_clash" in faults
    assert "trial_failed" in codes(told)


def test_a_search_without_a_trial_that_works_says_so(search, searching):
    hopeless = Search(trials=2, space={"training.unfreezing": Choices((0.5, 0.6))})

    with pytest.raises(JobFault) as refusal:
        search(replace(searching, method="lora", search=hopeless))

    assert refusal.value.code == "search_empty"


def test_a_fault_of_the_data_ends_the_search_at_once(search, searching):
    with pytest.raises(JobFault) as refusal:
        search(replace(searching, data=replace(searching.data, label="colour")))

    assert refusal.value.code == "column_missing"


def test_trials_of_another_search_are_refused_but_more_of_the_same_are_done(search, searching, tmp_path):
    one = replace(searching, search=replace(searching.search, trials=1))
    first, _ = search(one, tmp_path)

    with pytest.raises(JobFault) as refusal:
        search(replace(one, seed=2), tmp_path, resume=True)
    assert refusal.value.code == "checkpoint_mismatch"

    more, _ = search(replace(one, search=replace(one.search, trials=2)), tmp_path, resume=True)
    assert more["search"]["trials"][0] == first["search"]["trials"][0]
    assert len(more["search"]["trials"]) == 2


def test_a_trial_that_is_a_job_of_its_own_has_the_same_score_and_reads_no_test_row(searched, searching, tmp_path):
    trial = next(one for one in searched[0]["search"]["trials"] if one["state"] == "complete")
    told = []

    run_trial(
        with_settings(searching, trial["settings"]),
        tmp_path,
        events=Events(told.append),
        should_stop=lambda: False,
        threads=1,
    )

    outcome = json.loads((tmp_path / "trial.json").read_text())
    assert {name: outcome[name] for name in ("score", "loss", "evaluations")} == {
        name: trial[name] for name in ("score", "loss", "evaluations")
    }
    assert {event["phase"] for event in told if event["ev"] == "phase"} == {"preparing", "training"}
    assert not (tmp_path / "results.json").exists()


def test_a_trial_that_is_a_job_of_its_own_is_given_up_where_others_that_came_as_far_were_better(searching, tmp_path):
    def tried(name, others):
        told = {"events": Events(lambda _: None), "should_stop": lambda: False, "threads": 1}
        (tmp_path / name).mkdir()
        run_trial(with_settings(searching, {}), tmp_path / name, others=others, **told)
        outcome = json.loads((tmp_path / name / "trial.json").read_text())
        return outcome["given_up"], outcome["evaluations"]

    given_up, evaluations = tried("alone", [])
    assert not given_up
    assert evaluations > 1
    assert tried("beaten", [[1.1], [1.2]]) == (True, 1)


def test_of_those_that_came_to_a_rung_the_best_third_goes_on():
    others = [[0.1 * n, 0.5, 0.1 * n] for n in range(1, 6)]

    assert [is_hopeless([score], others) for score in (0.39, 0.45)] == [True, False]  # the second of six
    assert not is_hopeless([0.0, 0.0], others), "two evaluations are no rung"
    assert is_hopeless([0.9, 0.9, 0.1], others)
    assert not is_hopeless([0.0] * 9, others), "nobody has come as far"


def test_settings_of_trials_that_are_jobs_follow_from_seed_and_number_and_stay_in_their_ranges():
    space = {
        "training.learning_rate": Span(1e-5, 1e-2, log=True),
        "training.batch_size": Span(1, 4),
        "training.epochs": Span(1, 64, log=True),
        "method": Choices(("full", "lora")),
    }
    draws = [drawn(Search(trials=200, space=space), SEED, number) for number in range(1, 201)]

    assert drawn(Search(trials=200, space=space), SEED, 17) == draws[16]
    assert draws[0] != drawn(Search(trials=200, space=space), SEED + 1, 1)
    rates = sorted(draw["training.learning_rate"] for draw in draws)
    assert 1e-5 <= rates[0] < 3e-5
    assert 1e-4 < rates[100] < 1e-3, "half of them are below the middle of the logarithm"
    assert rates[-1] <= 1e-2
    assert {draw["training.batch_size"] for draw in draws} == {1, 2, 3, 4}
    epochs = [draw["training.epochs"] for draw in draws]
    assert (min(epochs), max(epochs) <= 64, all(isinstance(one, int) for one in epochs)) == (1, True, True)
    assert {draw["method"] for draw in draws} == {"full", "lora"}
