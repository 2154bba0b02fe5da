"""The output folder of a job that is done, read again."""

import dataclasses
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.faults import JobFault
from engine.spec import Spec, SpecError, parse

RESULTS, PREDICTIONS, ATTRIBUTIONS = "results.json", "predictions.parquet", "attributions.parquet"
FORMAT = "results of this engine"


@dataclass(frozen=True)
class Output:
    """A folder, and the results in it."""

    folder: Path
    results: dict[str, Any]

    @property
    def spec(self) -> Spec:
        """What the job was asked to do. Raises JobFault file_unreadable when this engine knows no such job."""
        recipe = self.results["recipe"]
        settings = {each.name: recipe[each.name] for each in dataclasses.fields(Spec) if each.name in recipe}
        try:
            return parse(settings)
        except SpecError as error:
            raise JobFault("file_unreadable", file=RESULTS, format=FORMAT) from error


def clear_outputs(folder: Path) -> None:
    """Take away what another job, or this one before, has left in `folder`: not every job writes each of these anew.

    The rest of the model's folder is written over, since this job's base may lie there, and so are the results, which
    tell how often the test was looked at.
    """
    for name in (PREDICTIONS, ATTRIBUTIONS):
        (folder / name).unlink(missing_ok=True)
    for name in ("model/adapter", "tasks", "onnx"):
        shutil.rmtree(folder / name, ignore_errors=True)


def read_output(folder: Path) -> Output:
    """What a job left in `folder`. Raises JobFault: file_missing, file_unreadable."""
    path = folder / RESULTS
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    try:
        results = json.loads(path.read_bytes())
    except ValueError as error:
        raise JobFault("file_unreadable", file=RESULTS, format="JSON") from error
    if not isinstance(results, dict) or not {"recipe", "digests"} <= results.keys():
        raise JobFault("file_unreadable", file=RESULTS, format=FORMAT)
    return Output(folder, results)
