"""Rows by their places in the form in which Entente keeps a table: Parquet, one file a version."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Row:
    """A row of a version: its place in the file, counted from 0, and its values by column."""

    index: int
    values: dict[str, Any]

    @property
    def number(self) -> int:
        """Its number as people count."""
        return self.index + 1


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
