"""A job from several seeds says how much of its result is chance, and keeps the one that the validation rows choose."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jsonschema import validate
from tests.training.engine.test_resume import engine_process, wait_for_checkpoint

from engine.events import Events
from engine.faults import JobFault, Stopped
from engine.seeds import run_seeds, weigh_seeds
from engine.spec import SpecError, parse

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/results.schema.json").read_text())


@pytest.fixture(scope="module")
def three(spec):
    training = replace(spec.training, epochs=2, checkpoint_seconds=0.0)
    return replace(spec, seeds=3, training=training)


@pytest.fixture(scope="module")
def run(tmp_path_factory, three):
    """Does the job in this process; gives its folder, results and what it told."""

    def do_run(spec=three, out=None, **options):
        out, told = out or tmp_path_factory.mktemp("seeds"), []
        options = {"should_stop": lambda: False, "threads": 1, **options}
        run_seeds(spec, out, events=Events(told.append), **options)
        results = json.loads((out / "results.json").read_text())
        return out, results, told

    return do_run


@pytest.fixture(scope="module")
def done(run, tmp_path_factory):
    used = tmp_path_factory.mktemp("used")
    (used / "tasks" / "of-another-job").mkdir(parents=True)
    return run(out=used)


def same(results):
    """What the seeds say, without seconds."""
    return [{**each, "seconds": None} for each in results["seeds"]["each"]]


def test_mean_spread_and_each_seed_are_told(done):
    _, results, told = done
    seeds = results["seeds"]
    scores = [each["score"][0] for each in seeds["each"]]

    validate(results, SCHEMA)
    assert [each["seed"] for each in seeds["each"]] == [results["recipe"]["seed"] + i for i in range(3)]
    assert len({each["weights"] for each in seeds["each"]}) == 3
    assert seeds["mean"] == pytest.approx(np.mean(scores))
    assert seeds["deviation"] == pytest.approx(np.std(scores, ddof=1))
    assert "3 seeds" in seeds["told"]
    assert [each["code"] for each in told if each["ev"] == "log"][-1] == "seeds_done"


def test_the_model_kept_is_that_of_the_best_on_the_validation_rows(done):
    out, results, _ = done
    kept = next(each for each in results["seeds"]["each"] if each["seed"] == results["seeds"]["kept"])

    assert kept["validation"] == max(each["validation"] for each in results["seeds"]["each"])
    assert results["digests"]["weights"] == kept["weights"]
    assert results["contenders"]["tuned"]["accuracy"] == kept["score"]
    left = {"model", "predictions.parquet", "attributions.parquet", "results.json", "tensorboard"}
    assert {path.name for path in out.iterdir()} == left


def test_of_a_later_seed_it_is_not_said_that_the_spec_asks_for_the_first_ones_precision(run, three):
    auto = replace(three, seed=three.seed + 1, training=replace(three.training, epochs=1, precision="auto"))

    _, results, _ = run(auto)

    assert results["choices"]["precision"]["code"] == "precision_chosen"
    assert results["recipe"]["training"]["precision"] == "auto"
    assert "bfloat16" in results["recipe"]["why"]["precision"]


def test_all_seeds_have_the_same_split_and_one_alone_is_the_same_job(done, do, three):
    _, results, _ = done
    second = results["seeds"]["each"][1]
    split = replace(three.split, seed=three.seed)

    alone = do(replace(three, seeds=1, seed=second["seed"], split=split)).results

    assert alone["digests"]["weights"] == second["weights"]
    assert alone["contenders"]["tuned"]["accuracy"] == second["score"]
    assert alone["seeds"]["count"] == 1
    assert results["footprint"]["training_flops"] == pytest.approx(3 * alone["footprint"]["training_flops"])
    assert results["seconds"]["training"] > 1.5 * second["seconds"]
    assert results["energy"]["watt_hours"] > 1.5 * alone["energy"]["watt_hours"]
    assert "one seed" in alone["seeds"]["told"]


def test_a_job_that_is_stopped_in_its_second_seed_goes_on_to_the_same(run, done, three, tmp_path):
    steps = 2 * done[1]["seeds"]["each"][0]["steps"]
    second = tmp_path / "seeds" / str(three.seed + 1)

    with pytest.raises(Stopped):
        run(out=tmp_path, should_stop=lambda: len(list(second.glob("checkpoints/step-*"))) > 1)
    _, results, told = run(out=tmp_path, resume=True)

    assert same(results) == same(done[1])
    assert results["digests"] == done[1]["digests"]
    assert [each["params"]["number"] for each in told if each.get("code") == "seed_begun"] == [2, 3]
    assert len([each for each in told if each.get("code") == "resumed"]) == 1
    assert 0 < len([each for each in told if each["ev"] == "step"]) < steps


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_a_job_that_is_killed_in_any_seed_goes_on_to_the_same(run, done, three, tmp_path, seed):
    with engine_process(three, tmp_path) as (child, lines):
        for line in lines:
            event = json.loads(line)
            if event.get("code") == "seed_begun" and event["params"]["number"] == seed + 1:
                break
        wait_for_checkpoint(lines, 4)
        child.kill()

    _, results, _ = run(out=tmp_path, resume=True)

    assert same(results) == same(done[1])
    assert results["digests"] == done[1]["digests"]


def test_results_of_another_job_are_not_taken_for_a_seed_of_this_one(run, three, tmp_path):
    second = tmp_path / "seeds" / str(three.seed + 1)
    with pytest.raises(Stopped):
        run(out=tmp_path, should_stop=lambda: second.exists())

    with pytest.raises(JobFault) as refusal:
        run(replace(three, method="head"), out=tmp_path, resume=True)

    assert refusal.value.code == "checkpoint_mismatch"


def test_of_equals_the_first_is_kept_whatever_the_test_says():
    def results(seed, validation, test):
        curve = {"validation": [[5, 0.5, validation]], "best_step": 5, "steps": 5}
        tuned = {"tuned": {"accuracy": [test, test, test]}}
        told = {"recipe": {"seed": seed}, "digests": {"weights": ""}, "seconds": {"training": 1.0}, "verdict": "better"}
        return {"metric": "accuracy", "curve": curve, "contenders": tuned, **told}

    told = weigh_seeds([results(1, 0.8, 0.9), results(2, 0.9, 0.5), results(3, 0.9, 0.7)])

    assert (told["kept"], told["lowest"], told["highest"]) == (2, 0.5, 0.9)
    assert told["deviation"] == pytest.approx(0.2)


def test_private_jobs_have_one_seed(spec):
    raw = {**spec.resolved(), "seeds": 3, "privacy": {"epsilon": 8.0}}

    with pytest.raises(SpecError) as error:
        parse(raw)

    assert "seeds" in {fault.path for fault in error.value.faults}
