"""What a model reads of a file of rows, by the settings of the job that made it. Knows no engine but its names."""

from typing import Any

from django.utils.translation import gettext as _

from engine.spec import TASKS
from registry.models import ModelVersion
from serving.errors import BadInput

COLUMNS = ("text", "second", "tokens", "prompt", "context", "messages", "source", "time", "group", "picture")
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


def reads_pictures(results: dict[str, Any]) -> bool:
    """Whether rows name pictures, which lie beside them: those of a dataset do."""
    return "images" in results["recipe"]["data"]
