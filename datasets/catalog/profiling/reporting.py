"""All that is told of a version, as JSON: its columns, and what its pictures or series are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.profiling.albums import look_at_pictures
from catalog.profiling.columns import profile
from catalog.profiling.languages import languages_in
from catalog.profiling.opening import opened, types_in
from catalog.profiling.series import series_in

SMALL_PICTURES = "small.parquet"
SECONDS_FOR_PICTURES = 300.0
SHORTEST_MEAN = 25  # letters: columns of shorter texts hold codes and names
WRITTEN = ("text", "second", "prompt", "context", "answer", "tokens")  # roles of what people wrote


def report_on(
    parquet: Path, columns: Sequence[Mapping[str, Any]], out: Path, album: Path | None = None
) -> dict[str, Any]:
    """The report on the table in `parquet`, whose `columns` have roles; small pictures come into the folder `out`."""
    names: dict[str, list[str]] = {}
    for column in columns:
        names.setdefault(column.get("role", ""), []).append(column["name"])
    report = profile(parquet).to_json()
    _add_languages(report, parquet, {name for role in WRITTEN for name in names.get(role, [])})
    if album and "picture" in names:
        small = out / SMALL_PICTURES
        seconds = SECONDS_FOR_PICTURES
        report["pictures"] = look_at_pictures(parquet, album, names["picture"][0], small, seconds=seconds)
    measured = names.get("target", []) + names.get("value", [])  # first what is to be predicted: few are drawn
    if "time" in names and measured:
        with opened(parquet) as connection:
            group = names.get("group", [""])[0]
            report["series"] = series_in(connection, time=names["time"][0], values=measured, group=group)
    return report


def _add_languages(report: dict[str, Any], parquet: Path, written: set[str]) -> None:
    """Say of each column that people wrote into in which languages; where none has such a role, of those with prose."""
    with opened(parquet) as connection:
        for known, column in zip(types_in(connection), report["columns"], strict=True):
            prose = column["type"] == "VARCHAR" and (column["mean_length"] or 0) >= SHORTEST_MEAN
            if column["name"] in written or (prose and not written):
                column["languages"] = languages_in(connection, known, column["type"])
