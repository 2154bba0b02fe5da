"""The figures of a report as a table: a line for each figure of each contender, class and kind of rows."""

from collections.abc import Iterator
from typing import Any

from agreements.auditing.exporting import csv_line
from jobs.models import Job

COLUMNS = (
    "of",
    "name",
    "figure",
    "value",
    "low",
    "high",
    "rows",
    "difference",
    "difference_low",
    "difference_high",
    "p",
)
Line = list[Any]


def figures_as_csv(job: Job) -> str:
    """The table, with fractions as they were measured; a difference is the fine-tuned model's minus the other's."""
    results = job.result.results
    lines = [*_contenders(results), *_classes(results), *_slices(results)]
    return "".join(csv_line(line) for line in [COLUMNS, *lines])


def _contenders(results: dict[str, Any]) -> Iterator[Line]:
    for key, measured in results["contenders"].items():
        against = results["comparisons"].get(key, {})
        for figure, value in measured.items():
            if isinstance(value, list):
                judged = figure == results["metric"] and against
                difference = [*against["difference"], against["p"]] if judged else [""] * 4
                yield ["contender", key, figure, *value, results["rows"]["test"], *difference]


def _classes(results: dict[str, Any]) -> Iterator[Line]:
    for each in results.get("classes", []):
        for figure in ("precision", "recall", "f1", "ap_50"):
            value = each.get(figure)
            if value is not None:
                told = value if isinstance(value, list) else [value, "", ""]
                yield ["class", each["label"], figure, *told, each.get("rows", each.get("boxes", "")), *[""] * 4]


def _slices(results: dict[str, Any]) -> Iterator[Line]:
    metric = results["metric"]
    for each in results.get("slices", []):
        yield [
            "slice",
            f"{each['by']}: {each['value']}",
            metric,
            *each[metric],
            each["rows"],
            *each["difference_to_rest"],
            "",
        ]
