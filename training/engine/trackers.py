"""The run as Weights & Biases or MLflow keep runs, in the output folder: nothing goes over a network.

Written once the job is done: settings without paths, the curves, and the figures on the test rows with their intervals.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engine.intervals import Interval
from engine.progress import Progress
from engine.spec import Spec

Scalars = dict[str, float]
PATHS = (".path", ".teacher")  # settings that say where something lay


def keep_run(spec: Spec, out: Path, results: dict[str, Any], progress: Progress, metric: str) -> None:
    """Write the run to the folder of the spec's tracker in `out`, over what an earlier one left there."""
    folder = out / spec.tracker
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    settings = {name: str(value) for name, value in _flat(results["recipe"]) if not name.endswith(PATHS)}
    TRACKERS[spec.tracker](folder, settings, _curves(progress, metric), _figures(results))


def _curves(progress: Progress, metric: str) -> dict[int, Scalars]:
    """Scalars by step, ascending."""
    curves = {step: {"training/loss": loss} for step, loss in enumerate(progress.losses, start=1)}
    for step, loss, score in progress.validation:
        curves[step] = {**curves.get(step, {}), "validation/loss": loss, f"validation/{metric}": score}
    return dict(sorted(curves.items()))


def _figures(results: dict[str, Any]) -> Scalars:
    """The tuned model's figures on the test rows, with both ends of their intervals."""
    figures: Scalars = {}
    for name in results["metrics"]:
        interval: Interval | None = results["contenders"]["tuned"][name]
        if interval is not None:
            figures |= dict(zip((f"test/{name}", f"test/{name}_low", f"test/{name}_high"), interval, strict=True))
    return figures


def _flat(settings: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _to_wandb(folder: Path, settings: dict[str, str], curves: dict[int, Scalars], figures: Scalars) -> None:
    import wandb

    # Of the machine, its user and its programs nothing is kept.
    about: Any = {"disable_git": True, "disable_code": True, "x_disable_meta": True, "x_disable_machine_info": True}
    about |= {"x_disable_stats": True, "x_save_requirements": False, "console": "off", "silent": True, "host": ""}
    quiet = wandb.Settings(mode="offline", root_dir=str(folder), **about)
    run = wandb.init(project=settings["task"], config=settings, settings=quiet)
    for step, scalars in curves.items():
        run.log(scalars, step=step)
    run.summary.update(figures)
    run.finish()
    wandb.teardown()  # or the last of it comes later


def _to_mlflow(folder: Path, settings: dict[str, str], curves: dict[int, Scalars], figures: Scalars) -> None:
    os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")  # a database takes longer to make than many jobs
    from mlflow.entities import Metric, Param
    from mlflow.tracking import MlflowClient

    client, now = MlflowClient(tracking_uri=folder.as_uri()), int(time.time() * 1000)
    run = client.create_run(client.create_experiment(settings["task"])).info.run_id
    last = max(curves, default=0)
    metrics = [Metric(name, value, now, step) for step, each in curves.items() for name, value in each.items()]
    metrics += [Metric(name, value, now, last) for name, value in figures.items()]
    client.log_batch(run, params=[Param(name, value) for name, value in settings.items()])
    for start in range(0, len(metrics), 1000):  # as many as a call may bring
        client.log_batch(run, metrics=metrics[start : start + 1000])
    client.set_terminated(run)


TRACKERS: dict[str, Callable[[Path, dict[str, str], dict[int, Scalars], Scalars], None]] = {
    "wandb": _to_wandb,
    "mlflow": _to_mlflow,
}
