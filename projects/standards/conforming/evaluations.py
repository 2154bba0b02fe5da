"""What an evaluation says, and whether a report's results keep to it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from standards.conforming.plain import Fault, faults_of_json
from standards.conforming.results import Result

NAME = {"type": "string", "minLength": 1, "maxLength": 60}
SCHEMA = {
    "type": "object",
    "required": ["task", "metrics"],
    "additionalProperties": False,
    "properties": {
        "task": NAME,
        "metrics": {
            "type": "array",
            "minItems": 1,
            "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["metric", "comparison", "threshold"],
                "additionalProperties": False,
                "properties": {
                    "metric": NAME,
                    "comparison": {"enum": ["at_least", "at_most"]},
                    "threshold": {"type": "number"},
                    "widest": {"type": "number", "exclusiveMinimum": 0},
                },
            },
        },
        "slices": {
            "type": "array",
            "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["by"],
                "additionalProperties": False,
                "properties": {"by": {**NAME, "maxLength": 200}, "at_least": {"type": "number"}},
            },
        },
    },
}


class Report(NamedTuple):
    """What a check reads of a report: its task, the digest and the part of the rows it was tested on, its results."""

    task: str
    data: str
    part: str
    results: Mapping[str, Any]


def faults_of_evaluation(body: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with its form; whether a figure is one of the task's, apps above know."""
    if found := list(faults_of_json(dict(body))):
        return found
    errors = sorted(Draft202012Validator(SCHEMA).iter_errors(dict(body)), key=lambda error: error.json_path)
    return [Fault("no_evaluation", {"where": error.json_path, "why": error.message[:200]}) for error in errors[:5]]


def check_report(body: Mapping[str, Any], report: Report, *, data: str, part: str) -> list[Result]:
    """What of the evaluation holds, which pins the rows with this digest, and their column that says for which part."""
    tested = {"asked": data, "found": report.data, "rows": report.results["rows"]["test"]}
    results = [
        Result("task", report.task == body["task"], {"asked": body["task"], "found": report.task}),
        Result("test_set", report.data == data, tested),
        Result("test_part", report.part == part, {"asked": part, "found": report.part}),
    ]
    return [*results, *_of_metrics(body, report.results), *_of_slices(body, report.results)]


def _of_metrics(body: Mapping[str, Any], results: Mapping[str, Any]) -> Iterator[Result]:
    for asked in body["metrics"]:
        found = results["contenders"]["tuned"].get(asked["metric"])
        least, threshold = asked["comparison"] == "at_least", asked["threshold"]
        reached = found is not None and (found[0] >= threshold if least else found[0] <= threshold)
        params = {**asked, "task": body["task"], "found": found}
        yield Result("metric", reached, params)
        if widest := asked.get("widest"):
            width = None if found is None else found[2] - found[1]
            yield Result("width", width is not None and width <= widest, {**params, "found": width})


def _of_slices(body: Mapping[str, Any], results: Mapping[str, Any]) -> Iterator[Result]:
    metric = results["metric"]
    for asked in body.get("slices", []):
        kinds = [each for each in results.get("slices", []) if each["by"] == asked["by"]]
        scores = {each["value"]: each[metric][0] for each in kinds if each.get(metric)}
        weak = [value for value, score in scores.items() if score < asked.get("at_least", score)]
        yield Result(
            "slice",
            bool(scores) and not weak,
            {**asked, "task": body["task"], "metric": metric, "found": scores, "weak": weak},
        )
