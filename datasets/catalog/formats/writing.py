"""Writing the normalised table, and counting on the way what is known of every version."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.formats.kinds import TYPES
from catalog.formats.limits import MOST_CLASSES, ROW_GROUP_BYTES
from catalog.formats.schema import Column, FormatError, Guess, Schema, fault
from catalog.formats.sources import Part

DATA = "data.parquet"
LOOKED_AT = 10_000  # rows
REPEATING = 0.3  # at most so many different values for each row

Progress = Callable[[float], None]  # hears the share that is done


def heard(parts: Sequence[Part], progress: Progress) -> Callable[[int], None]:
    """Turns the bytes that were read of `parts` into progress."""
    total, done = max(sum(part.size for part in parts), 1), 0

    def hear(size: int) -> None:
        nonlocal done
        done += size
        progress(min(done / total, 1.0))

    return hear


def write_rows(batches: Iterable[pa.RecordBatch], guess: Guess, folder: Path, name: str) -> Schema:
    """Write all `batches` to data.parquet, and tell what is in them. Raises FormatError: nothing is."""
    label = next((column.name for column in guess.columns if column.role == "label"), "")
    writer = Writer(folder / DATA, pa.schema([(each.name, TYPES[each.kind]) for each in guess.columns]), label)
    try:
        for batch in batches:
            writer.write(batch)
    finally:
        writer.close()
    if not writer.rows:
        raise FormatError([fault("no_rows", name)])
    return Schema(guess.shape, writer.missing(guess.columns), writer.rows, writer.classes, [])


class Writer:
    """Takes batches, writes them as row groups, and counts rows, missing values and classes.

    A thread of its own packs a row group while the next is read.
    """

    def __init__(self, path: Path, schema: pa.Schema, label: str) -> None:
        self._path = path
        self._schema = schema
        self._file: pq.ParquetWriter | None = None
        self._packer = ThreadPoolExecutor(max_workers=1)
        self._packing: Future[None] | None = None
        self._label = label
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0
        self._classes: Counter[str] | None = Counter()
        self._missing = [0] * len(schema)
        self.rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows to the end."""
        self.rows += batch.num_rows
        for at, array in enumerate(batch.columns):
            self._missing[at] += array.null_count
        self._count_classes(batch)
        self._waiting.append(batch)
        self._bytes += batch.nbytes
        if self._bytes >= ROW_GROUP_BYTES:
            self._flush()

    def _count_classes(self, batch: pa.RecordBatch) -> None:
        if not self._label or self._classes is None:
            return
        for each in pc.value_counts(batch.column(self._label)).to_pylist():
            if each["values"] is not None:
                self._classes[str(each["values"])] += each["counts"]
        if len(self._classes) > MOST_CLASSES:
            self._classes = None  # no classes, then: the memory is better used

    def _flush(self) -> None:
        if self._packing:
            self._packing.result()
        if not self._waiting:
            return
        table = pa.Table.from_batches(self._waiting, self._schema)
        if self._file is None:
            # snappy takes two thirds of the time of zstd; in steps, numbers that grow take next to no room and time
            self._file = pq.ParquetWriter(
                self._path,
                self._schema,
                compression="snappy",
                use_dictionary=_repeating(table),
                column_encoding={each.name: "DELTA_BINARY_PACKED" for each in self._schema if _is_whole(each.type)},
            )
        self._packing = self._packer.submit(self._file.write_table, table)
        self._waiting, self._bytes = [], 0

    @property
    def classes(self) -> dict[str, int]:
        """How many rows each class has, the largest first; none where there are too many to be classes."""
        return dict((self._classes or Counter()).most_common())

    def missing(self, columns: list[Column]) -> list[Column]:
        """The columns with how many values they miss."""
        return [Column(c.name, c.kind, c.role, n) for c, n in zip(columns, self._missing, strict=True)]

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        try:
            self._flush()
            if self._packing:
                self._packing.result()
        finally:
            self._packer.shutdown()
            if self._file:
                self._file.close()


def _repeating(table: pa.Table) -> list[str]:
    """The columns whose texts come again and again: a dictionary of others would only cost time."""
    first = table.slice(0, LOOKED_AT)
    texts = [each.name for each in table.schema if pa.types.is_string(each.type)]
    lists = [f"{each.name}.list.element" for each in table.schema if pa.types.is_list(each.type)]
    return lists + [name for name in texts if pc.count_distinct(first[name]).as_py() <= REPEATING * len(first)]


def _is_whole(type_: pa.DataType) -> bool:
    return any(test(type_) for test in (pa.types.is_integer, pa.types.is_date, pa.types.is_timestamp))
