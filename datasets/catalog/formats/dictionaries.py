"""Texts that Parquet keeps once and names many times: read as such, so that a large one does not fill the memory."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.formats.limits import LARGEST_VALUE_BYTES, ROW_GROUP_BYTES
from catalog.formats.schema import FormatError, fault

DICTIONARIES = {"RLE_DICTIONARY", "PLAIN_DICTIONARY"}


def repeating(metadata: pq.FileMetaData) -> list[str]:
    """The columns of texts of which any part is kept so; in lists and objects Arrow reads no texts as such."""
    found: set[str] = set()
    flat = {field.name for field in metadata.schema.to_arrow_schema() if not pa.types.is_nested(field.type)}
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            if column.physical_type == "BYTE_ARRAY" and DICTIONARIES & set(column.encodings):
                found.add(column.path_in_schema)
    return sorted(found & flat)


def bounded(batches: Iterable[pa.RecordBatch], file: str, most: int) -> Iterator[pa.RecordBatch]:
    """The batches in pieces that fit into memory written out. Raises FormatError: all together is more than `most`."""
    total = 0
    for batch in batches:
        for piece in _pieces(batch):
            size = _written_out(piece)
            total += size
            if total > most or (piece.num_rows == 1 and size > LARGEST_VALUE_BYTES):
                raise FormatError([fault("bomb", file)])
            yield piece


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    if batch.num_rows < 2 or _written_out(batch) <= ROW_GROUP_BYTES:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _pieces(batch.slice(0, half))
    yield from _pieces(batch.slice(half))


def _written_out(batch: pa.RecordBatch) -> int:
    return sum(map(_bytes, batch.columns))


def _bytes(values: pa.Array) -> int:
    """How many bytes its texts have, each as often as it is named."""
    if not pa.types.is_dictionary(values.type):
        return 0
    lengths = pc.binary_length(values.dictionary).take(values.indices)
    return int(pc.sum(pc.cast(lengths, pa.int64())).as_py() or 0)
