"""A version's profile as far as it is seen: nothing that tells what stands in a column that is masked."""

from collections.abc import Mapping
from typing import Any

from catalog.models import DatasetVersion
from catalog.sight import Sight

OF_SERIES = ("time", "group", "value", "target")  # roles of the columns that lines are drawn of


def seen_report(version: DatasetVersion, report: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    """What was counted, without the columns that are masked, and what is told of pictures or series of theirs."""
    if not sight.masked:
        return dict(report)
    hidden = {column.get("role") for column in version.columns if sight.hides(column["name"])}
    seen = {**report, "columns": [each for each in report["columns"] if not sight.hides(each["name"])]}
    if "picture" in hidden:
        seen.pop("pictures", None)
    if hidden & {*OF_SERIES}:
        seen.pop("series", None)
    return seen


def seen_checks(version: DatasetVersion, checks: Mapping[str, Any] | None, sight: Sight) -> Mapping[str, Any] | None:
    """What was checked; nothing where a column is masked that is for something, for by these rows are compared."""
    used = (column["name"] for column in version.columns if column.get("role"))
    return None if sight.hides(*used) else checks
