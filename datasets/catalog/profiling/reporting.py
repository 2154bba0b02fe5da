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
SHORTEST_MEAN = 8  # letters: columns of shorter texts hold codes and names


def report_on(
    parquet: Path, columns: Sequence[Mapping[str, Any]], out: Path, album: Path | None = None
) -> dict[str, Any]:
    """The report on the table in `parquet`, whose `columns` have roles; small pictures come into the folder `out`."""
    names: dict[str, list[str]] = {}
    for column in columns:
        names.setdefault(column.get("role", ""), []).append(column["name"])
    report = profile(parquet).to_json()
    _add_languages(report, parquet, set(names.get("tokens", [])))
    if album and "picture" in names:
        small = out / SMALL_PICTURES
        seconds = SECONDS_FOR_PICTURES
        report["pictures"] = look_at_pictures(parquet, album, names["picture"][0], small, seconds=seconds)
    measured = names.get("value", []) + names.get("target", [])
    if "time" in names and measured:
        with opened(parquet) as connection:
            group = names.get("group", [""])[0]
            report["series"] = series_in(connection, time=names["time"][0], values=measured, group=group)
    return report


def _add_languages(report: dict[str, Any], parquet: Path, tokens: set[str]) -> None:
    """Say of each column that people wrote into in which languages."""
    with opened(parquet) as connection:
        for known, column in zip(types_in(connection), report["columns"], strict=True):
            written = column["type"] == "VARCHAR" and (column["mean_length"] or 0) >= SHORTEST_MEAN
            if written or column["name"] in tokens:
                column["languages"] = languages_in(connection, known, column["type"])
