"""One job from several seeds, on the same split: how much of its result is chance.

Each seed is a whole job in a folder of its own, so that what is killed goes on with the seed it was at, from its
checkpoint. Which model is kept, the validation rows say; the test rows only say how far the seeds are apart.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.energy import add_energy
from engine.events import Events
from engine.faults import JobFault
from engine.found import Found
from engine.job import run_job
from engine.looks import SEEDS
from engine.messages import Params, message
from engine.outputs import RESULTS, clear_outputs
from engine.results import write_results
from engine.spec import Spec

FOLDER = SEEDS  # in the output folder, while the job runs


def run_seeds(
    spec: Spec,
    out: Path,
    *,
    events: Events,
    should_stop: Callable[[], bool],
    threads: int | None = None,
    resume: bool = False,
    more: Mapping[str, Any] | None = None,
    looked: int | None = None,
    found: Found | None = None,
) -> None:
    """Do the job once for each of its seeds and leave in `out` what the best has, and what all of them say.

    Raises:
        JobFault: as `run_job` does.
        Stopped: `should_stop` said so; with `resume` it goes on.
    """
    folder = out / FOLDER
    if not resume:
        shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():  # else what stands beside it may be what an interrupted run has moved there
        clear_outputs(out)
    done: list[dict[str, Any]] = []
    for one in _jobs(spec, done):
        place = folder / str(one.seed)
        if not (place / RESULTS).is_file():
            place.mkdir(parents=True, exist_ok=True)
            events.note("seed_begun", number=len(done) + 1, seeds=spec.seeds, seed=one.seed)
            options: dict[str, Any] = {"threads": threads, "resume": resume, "looked": looked, "found": found}
            run_job(one, place, events=events, should_stop=should_stop, **options)
        done.append(_read(place, one, done))
    told = weigh_seeds(done)
    kept = next(each for each in done if each["recipe"]["seed"] == told["kept"])
    events.note("seeds_done", **_sentence(told))
    _move(folder / str(told["kept"]), out)
    write_results(
        out / RESULTS, {**kept, **_as_asked(spec, kept, done[0]), **_costs(done), "seeds": told, **(more or {})}
    )
    shutil.rmtree(folder)


def _as_asked(spec: Spec, kept: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    """What the results of the seed that is kept say of its own job, of the whole: the `first` chose the precision."""
    training = {**kept["recipe"]["training"], "precision": spec.training.precision}
    why = {**kept["recipe"]["why"], **{k: v for k, v in first["recipe"]["why"].items() if k == "precision"}}
    asked = {"seed": spec.seed, "split": spec.resolved()["split"], "training": training, "why": why}
    return {
        "recipe": {**kept["recipe"], **asked},
        "choices": {**kept["choices"], "precision": first["choices"]["precision"]},
        "digests": {**kept["digests"], "spec": spec.digest()},
    }


def _costs(done: list[dict[str, Any]]) -> dict[str, Any]:
    """What all seeds took together; memory is the most that was held at once."""
    first = done[0]["seconds"]["first_step"]
    phases = [name for name in done[0]["seconds"] if name != "first_step"]
    footprints = [each["footprint"] for each in done]
    return {
        "seconds": {"first_step": first} | {name: sum(each["seconds"][name] for each in done) for name in phases},
        "energy": add_energy([each["energy"] for each in done]),
        "footprint": {
            **footprints[0],
            "training_flops": sum(each["training_flops"] for each in footprints),
            "peak_bytes": max(each["peak_bytes"] for each in footprints),
        },
    }


def weigh_seeds(done: list[dict[str, Any]]) -> dict[str, Any]:
    """What the results of all seeds say together: each, their mean and deviation on the test rows, and which is kept.

    The best on the validation rows is kept, of equals the first.
    """
    metric = done[0]["metric"]
    each = [_summary(results, metric) for results in done]
    scores = np.array([one["score"][0] for one in each])
    told = {
        "count": len(each),
        "metric": metric,
        "mean": float(scores.mean()),
        "deviation": float(scores.std(ddof=1)),
        "lowest": float(scores.min()),
        "highest": float(scores.max()),
        "kept": max(each, key=lambda one: one["validation"])["seed"],
        "each": each,
    }
    return {**told, "told": message("seeds_done", _sentence(told))}


def _jobs(spec: Spec, done: list[dict[str, Any]]) -> Iterator[Spec]:
    """The job of each seed, as it comes: all are computed in the precision that the first has found the quicker."""
    split = replace(spec.split, seed=spec.split_seed)
    for number in range(spec.seeds):
        training = replace(spec.training, precision=done[0]["recipe"]["precision"]) if done else spec.training
        yield replace(spec, seed=(spec.seed + number) % 2**32, split=split, training=training)


def _read(place: Path, one: Spec, done: list[dict[str, Any]]) -> dict[str, Any]:
    """The results in `place`. Raises JobFault checkpoint_mismatch where they are not of this job."""
    results: dict[str, Any] = json.loads((place / RESULTS).read_bytes())
    same = {name: (done or [results])[0]["digests"][name] for name in ("model", "data")}
    if {name: results["digests"][name] for name in ("spec", *same)} != {"spec": one.digest(), **same}:
        raise JobFault("checkpoint_mismatch", path=str(place))
    return results


def _summary(results: dict[str, Any], metric: str) -> dict[str, Any]:
    curve = results["curve"]
    _, loss, score = next(each for each in curve["validation"] if each[0] == curve["best_step"])
    return {
        "seed": results["recipe"]["seed"],
        "score": results["contenders"]["tuned"][metric],
        "validation": [score, -loss],
        "verdict": results["verdict"],
        "steps": curve["steps"],
        "seconds": results["seconds"]["training"],
        "weights": results["digests"]["weights"],
    }


def _sentence(told: dict[str, Any]) -> dict[str, Params]:
    figures = {name: round(told[name], 4) for name in ("mean", "deviation", "lowest", "highest")}
    return {"seeds": told["count"], "metric": told["metric"], **figures, "kept": told["kept"]}


def _move(source: Path, target: Path) -> None:
    """What is in `source`, but for its results, which are read again if this is interrupted."""
    for path in source.iterdir():
        there = target / path.name
        if path.name == RESULTS:
            continue
        if there.is_dir():
            shutil.rmtree(there)
        path.replace(there)
