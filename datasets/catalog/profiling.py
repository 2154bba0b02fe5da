"""What stands in a normalised table: types, what is missing, ranges, lengths and exact duplicates. Knows no Django.

By DuckDB over the Parquet file, within a memory that is set; it reaches no other file and no network.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

MEMORY = "256MB"
ORDERED = ("INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP")  # DuckDB's types that have a range
NUMBERS = ("INTEGER", "BIGINT", "DOUBLE")


@dataclass(frozen=True)
class ColumnProfile:
    """A column; lengths are of texts, in letters. What a kind doesn't have is None."""

    name: str
    type: str
    missing: int
    distinct: int
    minimum: str | None = None
    maximum: str | None = None
    mean: float | None = None
    shortest: int | None = None
    longest: int | None = None
    mean_length: float | None = None


@dataclass(frozen=True)
class Profile:
    """A table; `duplicates` is how many rows equal one before them in every column."""

    rows: int
    duplicates: int
    columns: list[ColumnProfile]

    def to_json(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)


@contextmanager
def opened(parquet: Path, *, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the view `rows` is the file, and that reads no other."""
    with TemporaryDirectory() as spilled:
        settings: dict[str, Any] = {
            "memory_limit": MEMORY,
            "threads": threads,
            "temp_directory": spilled,
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
        }
        with duckdb.connect(config=settings) as connection:
            connection.execute("SET allowed_paths = $1", [[str(parquet)]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            connection.from_parquet(str(parquet)).create_view("rows")
            yield connection


def profile(parquet: Path) -> Profile:
    """The profile of the table in `parquet`."""
    with opened(parquet) as connection:
        described = connection.execute("DESCRIBE rows").fetchall()
        types = {name: str(type_) for name, type_, *_ in described}
        asked = ["count(*)", "count(*) - count(DISTINCT hash(rows))"]
        for name, type_ in types.items():
            asked += _questions(_quoted(name), type_)
        found = connection.execute(f"SELECT {', '.join(asked)} FROM rows").fetchone()  # noqa: S608  # names are quoted
    assert found is not None  # an aggregate has a row
    rows, duplicates, *told = found
    width = len(_questions("", ""))
    columns = [
        ColumnProfile(name, types[name], *told[at * width : at * width + width]) for at, name in enumerate(types)
    ]
    return Profile(rows, duplicates, columns)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _questions(column: str, type_: str) -> list[str]:
    """What is asked of a column, in the order of ColumnProfile's fields."""
    ordered, number, text = type_ in ORDERED, type_ in NUMBERS, type_ == "VARCHAR"
    return [
        f"count(*) - count({column})",
        f"approx_count_distinct({column})",
        f"min({column})::VARCHAR" if ordered else "NULL",
        f"max({column})::VARCHAR" if ordered else "NULL",
        f"avg({column})" if number else "NULL",
        f"min(length({column}))" if text else "NULL",
        f"max(length({column}))" if text else "NULL",
        f"avg(length({column}))" if text else "NULL",
    ]
