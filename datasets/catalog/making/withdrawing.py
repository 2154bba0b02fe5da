"""A table without the rows of some keys."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

ROWS_AT_ONCE = 16_384


class Left(NamedTuple):
    """How many rows stay, how many went, and how many of the keys were there."""

    rows: int
    removed: int
    found: int


def without_rows(source: Path, column: str, keys: Iterable[str], out: Path) -> Left:
    """Write to `out` the rows of `source` whose value in `column` is none of `keys`, in their order.

    Keys are as people write them: 7 is the number 7 in a column of numbers, 2026-01-31 the day in one of dates.
    """
    rows = removed = 0
    found: set[object] = set()
    with pyarrow.parquet.ParquetFile(source) as file:
        asked = _as_type(keys, file.schema_arrow.field(column).type)
        with pyarrow.parquet.ParquetWriter(out, file.schema_arrow, compression="zstd") as writer:
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                values = batch.column(column)
                goes = pc.is_in(values, value_set=asked)
                found.update(values.filter(goes).unique().to_pylist())
                stays = batch.filter(pc.invert(goes))
                writer.write_batch(stays)
                rows, removed = rows + stays.num_rows, removed + batch.num_rows - stays.num_rows
    return Left(rows, removed, len(found))


def _as_type(keys: Iterable[str], kind: pa.DataType) -> pa.Array:
    """The keys as values of a column; those that can be none of it are in no row."""
    values = []
    for key in keys:
        try:
            values.append(pa.scalar(key.strip()).cast(kind))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            continue
    return pa.array([value.as_py() for value in values], kind)
