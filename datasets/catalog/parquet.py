"""The form in which Entente keeps and reads a table: Parquet, one file a version."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.tables import Table

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})")  # no leading zeros: 007 is a code, not a number
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,2})?")


@dataclass(frozen=True)
class Row:
    """A row of a version: its place in the file, counted from 0, and its values by column."""

    index: int
    values: dict[str, Any]

    @property
    def number(self) -> int:
        """Its number as people count."""
        return self.index + 1


def write_parquet(table: Table, path: Path) -> list[dict[str, Any]]:
    """Writes `table` to `path`; returns what there is to know about each column."""
    arrays, columns = [], []
    for name in table.columns:
        values = [value or None for value in table.column(name)]
        kind = "text" if name in (table.text_column, table.label_column) else _kind(values)
        arrays.append(_array(values, kind))
        columns.append({"name": name, "kind": kind, "role": _role(name, table), "missing": values.count(None)})
    pq.write_table(pa.table(arrays, names=table.columns), path, compression="zstd")
    return columns


def _kind(values: Sequence[str | None]) -> str:
    present = [value for value in values if value is not None]
    if present and all(_INTEGER.fullmatch(value) for value in present):
        return "integer"
    if present and all(_NUMBER.fullmatch(value) for value in present):
        return "number"
    return "text"


def _role(name: str, table: Table) -> str:
    return {table.text_column: "text", table.label_column: "label"}.get(name, "")


def _array(values: Sequence[str | None], kind: str) -> pa.Array:
    if kind == "integer":
        return pa.array([None if value is None else int(value) for value in values], pa.int64())
    if kind == "number":
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array(values, pa.string())


def read_rows(file: IO[bytes], indices: Sequence[int]) -> list[Row]:
    """The rows at `indices`, in that order, of which only the row groups are read.

    Raises IndexError: one is beyond the end.
    """
    opened = pq.ParquetFile(file)
    ends = list(accumulate(opened.metadata.row_group(at).num_rows for at in range(opened.num_row_groups)))
    if any(not 0 <= index < opened.metadata.num_rows for index in indices):
        raise IndexError(f"There are {opened.metadata.num_rows} rows.")
    found: dict[int, dict[str, Any]] = {}
    for group, wanted in groupby(sorted(set(indices)), key=lambda index: bisect_right(ends, index)):
        here = list(wanted)
        start = ends[group - 1] if group else 0
        rows = opened.read_row_group(group).take(pa.array([index - start for index in here], pa.int64()))
        found |= dict(zip(here, rows.to_pylist(), strict=True))
    return [Row(index, found[index]) for index in indices]
