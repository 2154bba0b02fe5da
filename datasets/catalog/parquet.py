"""Rows by their places in the form in which Entente keeps a table: Parquet, one file a version."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Row:
    """A row of a version: its place in the file, counted from 0, and its values by column, without the masked ones."""

    index: int
    values: dict[str, Any]
    masked: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """Its number as people count."""
        return self.index + 1


def leave_out(path: Path, columns: Collection[str]) -> None:
    """Take these columns out of the table at `path`, which is written anew; without any, it stays as it is."""
    if not columns:
        return
    shorter = path.with_suffix(".shorter")
    opened = pq.ParquetFile(path)
    places = [at for at, field in enumerate(opened.schema_arrow) if field.name not in columns]
    schema = pa.schema([opened.schema_arrow.field(at) for at in places])
    with pq.ParquetWriter(shorter, schema, compression="zstd") as writer:
        for group in range(opened.num_row_groups):
            writer.write_table(opened.read_row_group(group).select(places))
    shorter.chmod(path.stat().st_mode)
    shorter.replace(path)


def read_rows(file: IO[bytes], indices: Sequence[int], *, without: Collection[str] = ()) -> list[Row]:
    """The rows at `indices`, in that order, of which only the row groups are read, `without` columns that are masked.

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
        shown = opened.read_row_group(group)
        shown = shown.select([name for name in shown.column_names if name not in without]) if without else shown
        rows = shown.take(pa.array([index - start for index in here], pa.int64()))
        found |= dict(zip(here, rows.to_pylist(), strict=True))
    return [Row(index, found[index], frozenset(without)) for index in indices]
