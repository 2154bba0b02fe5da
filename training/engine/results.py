"""`results.json`: what was done, with what, and what came of it. No text of any row."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from engine import __version__
from engine.clock import Clock
from engine.defaults import why_defaults
from engine.digests import file_digest
from engine.found import Found
from engine.hardware import hardware, versions
from engine.heads import HOW_TO_LOAD
from engine.messages import message
from engine.progress import Progress
from engine.ready import Ready, why_rate
from engine.spec import Spec

SCHEMA = 1
CURVE_POINTS = 200


def describe_run(spec: Spec, out: Path, ready: Ready, clock: Clock, found: Found) -> dict[str, Any]:
    """The part of the results that rests on the run itself; the model is in `out` by now."""
    progress = ready.loop.progress
    first_step = ready.loop.first_step_at
    return {
        "schema": SCHEMA,
        "engine": __version__,
        "task": spec.task,
        "rows": ready.task.parts.counted() | ready.task.counts(),
        "curve": _curve(progress, spec.training.epochs),
        "seconds": {
            **clock.seconds,
            "training": progress.seconds,  # with what an interrupted run trained before
            "first_step": first_step and first_step - clock.started,
        },
        "recipe": _recipe(spec, ready, found),
        "choices": found.choices({what: choice.as_json() for what, choice in ready.choices.items()}),
        "seeds": {"count": 1, "told": message("one_seed", {})},
        "model": {"merged": ready.method.how_to_load is None, "how_to_load": _how_to_load(spec, ready)},
        "digests": {**ready.digests, **_weights(out / "model")},
        "versions": versions(),
        "hardware": hardware(),
        **({"privacy": ready.loop.private.told(progress.step)} if ready.loop.private else {}),
    }


def _how_to_load(spec: Spec, ready: Ready) -> str | None:
    """What to write in Python, where transformers' usual call does not give all that was learned."""
    heads = HOW_TO_LOAD if spec.training.head != "own" else None
    return "; ".join(filter(None, (heads, ready.method.how_to_load))) or None


def _weights(folder: Path) -> dict[str, str]:
    """Digests of the model's weights, and of what was trained beside them."""
    apart = {f"weights_{file.stem}": file_digest(file) for file in sorted(folder.glob("adapter/*.safetensors"))}
    return {"weights": file_digest(folder / "model.safetensors"), **apart}


def write_results(path: Path, results: dict[str, Any]) -> None:
    """Write them whole or not at all: whoever finds the file finds all of it."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(results, indent=1, allow_nan=False), encoding="utf-8")
    unfinished.rename(path)


def _curve(progress: Progress, epochs: int) -> dict[str, Any]:
    return {
        "training": _thinned(progress.losses),
        "validation": progress.validation,
        "best_step": progress.best_step,
        "stopped": "early" if progress.epoch < epochs else "epochs",
        "steps": progress.step,
    }


def _thinned(losses: list[float]) -> list[tuple[int, float]]:
    """Means over stretches of equal length, each at its last step: as many as a chart can show."""
    stretch = max(1, -(-len(losses) // CURVE_POINTS))
    ends = range(stretch, len(losses) + 1, stretch)
    return [(end, float(np.mean(losses[end - stretch : end]))) for end in ends]


def _recipe(spec: Spec, ready: Ready, found: Found) -> dict[str, Any]:
    """The spec with every default, and what was chosen for it."""
    arithmetic, rate = ready.arithmetic, ready.loop.rate
    why = why_defaults(spec.training)
    if spec.training.learning_rate is None:
        why["learning_rate"] = message("learning_rate_chosen", why_rate(spec, ready.parameters, rate))
    if spec.training.weight_decay is None:
        decay = {"decay": ready.loop.weight_decay, "optimizer": spec.training.optimizer}
        why["weight_decay"] = message("weight_decay_chosen", decay)
    if arithmetic.ratio is not None:
        measured = {"precision": arithmetic.precision, "ratio": arithmetic.ratio}
        why["precision"] = message("precision_chosen", measured)
    if arithmetic.parts:
        why["accumulation"] = message("memory_short", {"parts": arithmetic.parts})
    why |= found.why()
    device = ready.choices["device"].chosen
    chosen = {"precision": arithmetic.precision, "why": why, "threads": arithmetic.threads, "device": device}
    resolved = spec.resolved()
    loop = ready.loop
    settled = {
        "learning_rate": rate,
        "weight_decay": loop.weight_decay,
        "accumulation": loop.parts,
        "processes": loop.gang.world,
    }
    data = {**resolved["data"], **_chosen_of_data(ready)}
    return {**resolved, "data": data, "training": {**resolved["training"], **settled}, **chosen}


def _chosen_of_data(ready: Ready) -> dict[str, int]:
    """What a task on series has chosen where the spec left it open."""
    return {what: int(ready.choices[what].chosen) for what in ("context",) if what in ready.choices}
