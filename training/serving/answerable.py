"""Which models can be asked, and what their reports say of how far to believe them. Knows no engine but its names."""

from typing import Any

from django.utils.translation import gettext as _

from engine.spec import TASKS
from registry.models import ModelVersion
from serving.errors import BadInput

RIGHT_ENOUGH = 0.9  # of the test rows


def results_of(version: ModelVersion) -> dict[str, Any]:
    """What the job measured that made the version. Raises BadInput for a model that nobody can ask."""
    result = getattr(version, "result", None)
    if result is None or not TASKS[result.results["task"]].live:
        raise BadInput(
            _("%(model)s cannot be asked. Models that a job here has trained to classify texts or pictures can.")
            % {"model": version}
        )
    results: dict[str, Any] = result.results
    return results


def inputs_of(results: dict[str, Any]) -> list[str]:
    """What a row of the model consists of."""
    data = results["recipe"]["data"]
    if "text" not in data:
        return ["image"]
    return ["text", "second"] if data.get("second") else ["text"]


def threshold_of(results: dict[str, Any]) -> float | None:
    """The least confidence above which nine in ten test rows were right (Geifman and El-Yaniv 2017, arXiv:1705.08500);
    None where the report doesn't say. Below it a model keeps silent.

    Where no confidence was right so often, the highest counts.
    """
    bins = (results.get("calibration") or {}).get("bins") or []
    thresholds = [each["low"] for each in bins if _right_above(bins, each["low"]) >= RIGHT_ENOUGH]
    return min(thresholds, default=bins[-1]["low"] if bins else None)


def right_at(results: dict[str, Any], confidence: float) -> float | None:
    """The share of the test rows about as sure as this that were right; None where there were none."""
    bins = (results.get("calibration") or {}).get("bins") or []
    within = [each for each in bins if each["low"] <= confidence <= each["high"]]
    return float(within[-1]["accuracy"][0]) if within else None


def _right_above(bins: list[dict[str, Any]], low: float) -> float:
    above = [each for each in bins if each["low"] >= low]
    return float(sum(each["accuracy"][0] * each["count"] for each in above) / sum(each["count"] for each in above))
