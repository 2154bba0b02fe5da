"""Rows that hold words, or whose column has a value: which they are, in bounded time and memory."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from catalog.profiling.opening import Opened, opened, quoted, stopped_after, types_in

TEXTUAL = ("VARCHAR", "[]", ")")  # how types end that hold words: texts, lists, structures
MOST_COLUMNS = 200  # in which words are looked for
PLACE = '"row\n"'  # no table that came in has a column called so

# What can be asked of a column; ${at} is the value that was given.
TESTS = {
    "is": "{column}::VARCHAR = ${at}",
    "contains": "contains(lower({column}::VARCHAR), lower(${at}))",
    "least": "TRY_CAST({column} AS DOUBLE) >= ${at}",
    "most": "TRY_CAST({column} AS DOUBLE) <= ${at}",
    "from": "TRY_CAST({column} AS TIMESTAMP) >= ${at}::TIMESTAMP",
    "until": "TRY_CAST({column} AS TIMESTAMP) < ${at}::TIMESTAMP",
    "equals": "TRY_CAST({column} AS DOUBLE) = ${at}",
    "missing": "{column} IS NULL",
}


@dataclass(frozen=True)
class Wanted:
    """Words that some column holds, and one of TESTS that a column passes with a value; each may be left out."""

    words: str = ""
    column: str = ""
    test: str = ""
    value: str | float = ""

    @property
    def is_narrower(self) -> bool:
        """Whether it leaves rows out."""
        return bool(self.words or self.column)


class Finding:
    """A search of one table."""

    def __init__(self, connection: Opened, known: dict[str, str], wanted: Wanted, seconds: float) -> None:
        self._connection, self._seconds = connection, seconds
        types = types_in(connection)
        self._where, self._given = _condition(known, {name: types[name] for name in known.values()}, wanted)

    def count(self) -> int:
        """How many rows fit."""
        return int(self._asked("SELECT count(*) FROM rows WHERE ")[0][0])

    def places(self, start: int, most: int) -> list[int]:
        """Where the rows that fit stand in the table, counted from 0, from the `start`th on."""
        rows = f"(SELECT *, row_number() OVER () - 1 AS {PLACE} FROM rows)"  # noqa: S608  # no word of anybody
        found = self._asked(f"SELECT {PLACE} FROM {rows} WHERE ", f" LIMIT {int(most)} OFFSET {int(start)}")  # noqa: S608
        return [place for (place,) in found]

    def _asked(self, before: str, after: str = "") -> list[tuple[Any, ...]]:
        with stopped_after(self._connection, self._seconds):
            return self._connection.execute(f"{before}{self._where}{after}", self._given).fetchall()


@contextmanager
def finding(parquet: Path, wanted: Wanted, *, seconds: float, without: Collection[str] = ()) -> Iterator[Finding]:
    """The rows of `parquet` that are wanted; each question takes so many seconds at most.

    Nothing is looked for in the columns `without`. Raises KeyError: there is no such column, or it is one of these.
    Questions raise TooMuch.
    """
    names = pq.read_schema(parquet).names
    with opened(parquet, threads=1) as connection:
        known = dict(zip(names, types_in(connection), strict=True))
        shown = {name: own for name, own in known.items() if name not in without}
        yield Finding(connection, shown, wanted, seconds)


def _condition(known: dict[str, str], types: dict[str, str], wanted: Wanted) -> tuple[str, list[str | float]]:
    """As SQL, with what was given apart from it; `known` and `types` have DuckDB's names of the columns."""
    conditions, given = [], []
    if wanted.column:
        test = TESTS[wanted.test]
        given += [wanted.value] if "$" in test else []
        conditions.append(test.format(column=quoted(known[wanted.column]), at=len(given)))
    if wanted.words:
        given.append(wanted.words)
        lettered = any(letter.isalpha() for letter in wanted.words)  # such words stand in no number and no date
        holding = [name for name, type_ in types.items() if not lettered or type_.endswith(TEXTUAL)]
        columns = [quoted(name) for name in holding[:MOST_COLUMNS]]
        searched = [TESTS["contains"].format(column=column, at=len(given)) for column in columns]
        conditions.append(f"({' OR '.join(searched) or 'false'})")
    return " AND ".join(conditions) or "true", given
