"""The form in which Entente keeps and reads a table: Parquet, one file a version."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
        columns.append({"name": name, "kind": _role(name, table) or kind, "missing": values.count(None)})
    pq.write_table(pa.table(arrays, names=table.columns), path, compression="zstd")
    return columns


def _kind(values: Sequence[str | None]) -> str:
    present = [value for value in values if value is not None]
    if present and all(_INTEGER.fullmatch(value) for value in present):
        return "integer"
    if present and all(_NUMBER.fullmatch(value) for value in present):
        return "number"
    return "text"


def _role(name: str, table: Table) -> str | None:
    return "label" if name == table.label_column else None


def _array(values: Sequence[str | None], kind: str) -> pa.Array:
    if kind == "integer":
        return pa.array([None if value is None else int(value) for value in values], pa.int64())
    if kind == "number":
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array(values, pa.string())


def read_rows(file: IO[bytes], indices: Sequence[int]) -> list[Row]:
    """The rows at `indices`, in that order; an index beyond the end raises IndexError."""
    table = pq.read_table(file).take(pa.array(indices, pa.int64()))
    return [Row(index, values) for index, values in zip(indices, table.to_pylist(), strict=True)]
