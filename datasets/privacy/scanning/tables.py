"""A whole table, in constant memory and bounded time."""

import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from privacy.scanning.columns import ColumnScan
from privacy.scanning.findings import Finding, Looked, Report
from privacy.scanning.values import WITH_A_FORM, batches, holds_text, text_columns

PROSE_ROWS = 10_000  # of a column, spread evenly
SECONDS = 600.0


def scan(parquet: Path) -> list[Finding]:
    """What the recognisers find in a table, column by column."""
    return list(look_through(parquet).findings)


def look_through(parquet: Path, *, seconds: float = SECONDS, progress: Callable[[float], None] | None = None) -> Report:
    """Findings, and what was looked at: each column gets an equal share of the seconds that are left.

    Raises pyarrow's `ArrowInvalid` when `parquet` is no Parquet file.
    """
    ends = time.monotonic() + seconds
    schema, rows = pyarrow.parquet.read_schema(parquet), pyarrow.parquet.read_metadata(parquet).num_rows
    columns = text_columns(schema)
    scanned = []
    for place, column in enumerate(columns):
        left = max(0.0, ends - time.monotonic())
        found = ColumnScan(column, is_text=holds_text(schema.field(column).type))
        _look_at(parquet, found, rows, until=time.monotonic() + left / (len(columns) - place))
        scanned.append(found)
        if progress:
            progress((place + 1) / len(columns))
    return Report(
        rows=rows,
        findings=tuple(finding for column in scanned for finding in column.findings()),
        looked=tuple(Looked(column.name, rows, column.form, column.prose) for column in scanned),
        unread=tuple(name for name in schema.names if name not in columns),
        stopped=any(column.form < rows for column in scanned),
    )


def _look_at(parquet: Path, found: ColumnScan, rows: int, *, until: float) -> None:
    step = max(1, rows // PROSE_ROWS)
    for batch in batches(parquet, found.name):
        if found.form and time.monotonic() > until:
            break
        _look_at_batch(found, batch, step, until)


def _look_at_batch(found: ColumnScan, batch: pa.Array, step: int, until: float) -> None:
    """Every `step`th row is read whole; of the others those that can hold something with a form."""
    read = found.is_text or found.promised
    sampled = {place for place in range(len(batch)) if (found.form + place) % step == 0} if read else set()
    formed = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(batch, WITH_A_FORM), False)).to_pylist()
    texts, seen = batch.to_pylist(), len(batch)
    for place in sorted(sampled.union(formed)):
        if time.monotonic() > until and found.form + place:  # a batch of long texts takes minutes
            seen = place
            break
        if texts[place]:
            found.look(texts[place], prose=place in sampled)
    found.form += seen
    found.prose += sum(place < seen for place in sampled)
    found.filled += seen - batch.slice(0, seen).null_count
