"""Series over time: how many, how regular, and lines to draw them by."""

from collections.abc import Sequence
from typing import Any

import duckdb

from catalog.profiling.opening import Opened, plain, quoted, types_in

LINES = 4
POINTS = 160  # of a line: as many as a picture shows
GAP = 1.5  # of the usual step


def series_in(connection: Opened, *, time: str, values: Sequence[str], group: str = "") -> dict[str, Any] | None:
    """What the columns `time`, `values` and perhaps `group` say; None where the times are no times or numbers.

    Steps are in seconds, or in units of the column where it counts.
    """
    types = types_in(connection)
    at = _as_number(time, types.get(time, ""))
    measured = [name for name in values if types.get(name) in ("INTEGER", "BIGINT", "DOUBLE")]
    if not at or not measured:
        return None
    try:
        return _steps(connection, at, group) | {
            "unit": "steps" if types[time] in ("INTEGER", "BIGINT", "DOUBLE") else "seconds",
            "lines": _lines(connection, at, measured, group),
        }
    except duckdb.OutOfMemoryException:
        return None


def _as_number(column: str, type_: str) -> str:
    if type_ in ("INTEGER", "BIGINT", "DOUBLE"):
        return f"{quoted(column)}::DOUBLE"
    return f"epoch({quoted(column)})" if type_ == "DATE" or type_.startswith("TIMESTAMP") else ""


def _steps(connection: Opened, at: str, group: str) -> dict[str, Any]:
    """How many series there are, the usual step between two rows of one, and where a longer one is a gap."""
    by = quoted(group) if group else "0"
    question = f"""
        WITH told AS (SELECT {by} AS series, {at} AS moment FROM rows WHERE isfinite({at})),
             walked AS (SELECT series, moment, moment - lag(moment) OVER (PARTITION BY series ORDER BY moment) AS step
                        FROM told),
             usual AS (SELECT mode(step) AS step FROM walked WHERE step > 0)
        SELECT count(DISTINCT series), min(moment), max(moment), any_value(usual.step), max(walked.step),
               count(*) FILTER (walked.step > {GAP} * usual.step), count(*) FILTER (walked.step = 0)
        FROM walked, usual"""  # noqa: S608  # columns' quoted names
    names = ("series", "first", "last", "usual_step", "longest_step", "gaps", "repeated")
    found = connection.execute(question).fetchone()
    assert found is not None  # an aggregate has a row
    return dict(zip(names, found, strict=True))


def _lines(connection: Opened, at: str, values: Sequence[str], group: str) -> list[dict[str, Any]]:
    """A line for each of the series with the most rows; without a group, for each of the first columns."""
    if not group:
        return [_line(connection, at, name, name) for name in values[:LINES]]
    by = quoted(group)
    question = (
        f"SELECT {by}::VARCHAR FROM rows WHERE {by} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {LINES}"  # noqa: S608  # a column's quoted name
    )
    names = [name for (name,) in connection.execute(question).fetchall()]
    return [_line(connection, at, values[0], name, f"{by}::VARCHAR = $1", name) for name in names]


def _line(connection: Opened, at: str, value: str, name: str, where: str = "true", *given: str) -> dict[str, Any]:
    """Means of equal stretches of time, as [moment, value]."""
    question = f"""
        WITH told AS (SELECT {at} AS x, {quoted(value)}::DOUBLE AS y FROM rows
                      WHERE isfinite({at}) AND isfinite({quoted(value)}::DOUBLE) AND {where}),
             ends AS (SELECT min(x) AS low, max(x) AS high FROM told)
        SELECT avg(x), avg(y) FROM told, ends
        GROUP BY CASE WHEN low < high THEN floor((x - low) / (high - low) * {POINTS - 1}) ELSE 0 END
        ORDER BY 1"""  # noqa: S608  # columns' quoted names
    return {
        "name": plain(name),
        "points": [list(point) for point in connection.execute(question, list(given)).fetchall()],
    }
