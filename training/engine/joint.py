"""What a job of several tasks leaves of each: an output folder as a job of that task alone would."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from engine.clock import Clock
from engine.evidence import TUNED, Contender
from engine.export import save_card, save_model
from engine.found import Found
from engine.outputs import RESULTS
from engine.ready import Ready
from engine.results import describe_run, write_results
from engine.shared import SharedBase
from engine.tables import verify_data

FOLDER = "tasks"  # in the output folder


@runtime_checkable
class Joint(Protocol):
    """A task that is made of several."""

    model: SharedBase
    tasks: dict[str, Any]


def save_each(
    task: Joint,
    out: Path,
    ready: Ready,
    clock: Clock,
    found: Found,
    *,
    results: dict[str, Any],
    contenders: dict[str, Contender],
) -> None:
    """Model, card, predictions and results of each task, in a folder of its name; `results` are those of all."""
    common = {name: results[name] for name in ("test_split", "energy", "footprint")}
    for place, (name, part) in enumerate(task.tasks.items()):
        folder = out / FOLDER / name
        save_model(folder / "model", part.model, part.processor, task.model.weights_of(place))
        part.save_predictions(folder, contenders[TUNED].said[name])
        digests = {**ready.digests, "data": verify_data(part.spec.data), "spec": part.spec.digest()}
        run = describe_run(part.spec, folder, replace(ready, task=part, digests=digests), clock, found)
        own = {**run, **results["tasks"][name], **common}
        save_card(folder / "model" / "README.md", own, part)
        write_results(folder / RESULTS, own)
