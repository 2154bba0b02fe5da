"""What a model reads of a file of rows, by the settings of the job that made it. Knows no engine but its names."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from agreements.policy import Decision
from catalog.sight import using
from engine.spec import TASKS
from jobs.columns import columns_of as columns_in
from registry.models import ModelVersion
from serving.errors import BadInput
from serving.models import Batch

COLUMNS = ("text", "second", "tokens", "prompt", "context", "messages", "source", "time", "group", "picture")
LEARNED = ("label", "labels", "tags")  # what an answer is compared with in training, and is not read for it
SUFFIXES = (".csv", ".jsonl", ".parquet")


def recipe_of(version: ModelVersion) -> dict[str, Any]:
    """The job's settings of its data, with what it was measured by. Raises BadInput for a model that nobody can ask."""
    result = getattr(version, "result", None)
    if result is None or not TASKS[result.results["task"]].predictor:
        raise BadInput(_("%(model)s cannot be asked. Models that a job here has trained can.") % {"model": version})
    results: dict[str, Any] = result.results
    return results


def columns_of(results: dict[str, Any]) -> dict[str, str]:
    """What the columns that the model reads were called in training, by the setting's name."""
    data = results["recipe"]["data"]
    return {name: data[name] for name in COLUMNS if data.get(name)}


def unmasked_in(batch: Batch) -> Callable[[Decision], Decision]:
    """What a yes to the batch has to keep to: it masks none of the columns that the answers rest on."""
    rows = batch.dataset_version
    if rows is None:
        return lambda yes: yes
    data = {name: value for name, value in recipe_of(batch.version)["recipe"]["data"].items() if name not in LEARNED}
    return using(rows, columns_in({"data": data | batch.columns}, rows))


def reads_pictures(results: dict[str, Any]) -> bool:
    """Whether rows name pictures, which lie beside them: those of a dataset do."""
    return "images" in results["recipe"]["data"]
