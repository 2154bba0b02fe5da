"""Each column of a table: types, what is missing, ranges, lengths, how it is spread; and rows that are there twice."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from catalog.profiling.opening import Opened, opened, plain, quoted, types_in

NUMBERS = ("INTEGER", "BIGINT", "DOUBLE")
BINS = 14
FEW = 12  # a column of so many values is told by them, not by bins
MOST_SPREADS = 500  # columns beyond are told without a picture


@dataclass(frozen=True)
class ColumnProfile:
    """A column; lengths are of texts, in letters, and of lists, in entries. What a kind doesn't have is None.

    `spread` counts the rows in equal steps from the minimum to the maximum, or from the shortest to the longest;
    `values` are the commonest with their rows, all of them where there are few. `low` and `high` hold four fifths.
    """

    name: str
    type: str
    missing: int
    distinct: int
    minimum: str | None = None
    maximum: str | None = None
    mean: float | None = None
    median: float | None = None
    shortest: int | None = None
    longest: int | None = None
    mean_length: float | None = None
    low: int | None = None
    high: int | None = None
    spread: list[int] | None = None
    values: list[tuple[str, int]] | None = None


@dataclass(frozen=True)
class Profile:
    """A table; `duplicates` is how many rows equal one before them in every column."""

    rows: int
    duplicates: int
    columns: list[ColumnProfile]

    def to_json(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)


def profile(parquet: Path) -> Profile:
    """The profile of the table in `parquet`."""
    names = pq.read_schema(parquet).names
    with opened(parquet) as connection:
        types = types_in(connection)
        asked = ["count(*)", "count(*) - count(DISTINCT hash(rows))"]
        for name, type_ in types.items():
            asked += _questions(quoted(name), type_)
        found = connection.execute(f"SELECT {', '.join(asked)} FROM rows").fetchone()  # noqa: S608  # names are quoted
        assert found is not None  # an aggregate has a row
        rows, duplicates, *told = found
        width = len(_questions("", ""))
        columns = []
        for at, (known, type_) in enumerate(types.items()):
            column = ColumnProfile(names[at], type_, *told[at * width : at * width + width])
            column = replace(column, distinct=min(column.distinct, rows - column.missing))  # about
            columns.append(_spread(connection, quoted(known), column, rows) if at < MOST_SPREADS else column)
    return Profile(rows, duplicates, columns)


def _questions(column: str, type_: str) -> list[str]:
    """What is asked of a column, in the order of ColumnProfile's fields; not-a-number and infinity have no place."""
    number, ordered = type_ in NUMBERS, type_ in NUMBERS or _is_time(type_)
    finite = f" FILTER (isfinite({column}))" if type_ == "DOUBLE" else ""
    length = _length(column, type_)
    return [
        f"count(*) - count({column})",
        f"approx_count_distinct({column})",
        f"(min({column}){finite})::VARCHAR" if ordered else "NULL",
        f"(max({column}){finite})::VARCHAR" if ordered else "NULL",
        f"avg({column}::DOUBLE){finite}" if number else "NULL",
        f"approx_quantile({column}::DOUBLE, 0.5){finite}" if number else "NULL",
        f"min({length})" if length else "NULL",
        f"max({length})" if length else "NULL",
        f"avg({length})" if length else "NULL",
        f"approx_quantile({length}, 0.1)" if length else "NULL",
        f"approx_quantile({length}, 0.9)" if length else "NULL",
    ]


def _is_time(type_: str) -> bool:
    return type_ == "DATE" or type_.startswith("TIMESTAMP")


def _length(column: str, type_: str) -> str:
    return f"length({column})" if type_ == "VARCHAR" else f"len({column})" if type_.endswith("[]") else ""


def _spread(connection: Opened, column: str, told: ColumnProfile, rows: int) -> ColumnProfile:
    """The column with its commonest values, or with its bins where it has too many."""
    if told.type in ("VARCHAR", "BOOLEAN", "INTEGER", "BIGINT") and 0 < told.distinct <= 2 * FEW:  # about
        question = f"SELECT {column}::VARCHAR, count(*) FROM rows WHERE {column} IS NOT NULL"  # noqa: S608  # quoted
        values = connection.execute(f"{question} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {FEW + 1}").fetchall()
        if len(values) <= FEW and len(values) < rows - told.missing:
            told_values = [(plain(value), count) for value, count in values]
            return replace(told, distinct=len(values), values=told_values)
    if told.type in NUMBERS:
        return replace(told, spread=_bins(connection, f"{column}::DOUBLE"))
    if _is_time(told.type):
        return replace(told, spread=_bins(connection, f"epoch({column})"))
    length = _length(column, told.type)
    return replace(told, spread=_bins(connection, f"{length}::DOUBLE")) if length else told


def _bins(connection: Opened, number: str) -> list[int] | None:
    """Rows in each of equal steps; None where all are the same, or none is there."""
    question = f"""
        WITH told AS (SELECT {number} AS x FROM rows WHERE isfinite({number})),
             ends AS (SELECT min(x) AS low, max(x) AS high FROM told)
        SELECT least(floor((x / 2 - low / 2) / (high / 2 - low / 2) * {BINS}), {BINS - 1})::INTEGER, count(*)
        FROM told, ends WHERE low < high GROUP BY 1"""  # noqa: S608  # a column's quoted name
    found = dict(connection.execute(question).fetchall())
    return [found.get(at, 0) for at in range(BINS)] if found else None
