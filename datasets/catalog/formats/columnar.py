"""Parquet, a few rows of a row group at a time."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.formats.dictionaries import bounded, repeating
from catalog.formats.headers import check_fields
from catalog.formats.kinds import TYPES, WrongKind
from catalog.formats.limits import BLOCK_BYTES, MOST_COLUMNS, MOST_ROWS, ROW_GROUP_BYTES, SAMPLE_ROWS
from catalog.formats.moments import checked_moments
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, FormatError, Guess, fault
from catalog.formats.sources import Part
from catalog.formats.unpacking import most_bytes
from catalog.formats.values import kind_of_values

MAGIC = b"PAR1"
LARGEST_FOOTER_BYTES = 64 << 20
ROWS_AT_ONCE = 65_536


def look(part: Part) -> Sample:
    """The first rows of `part`."""
    with _opened(part) as file:
        names = [field.name for field in file.schema_arrow]
        kinds = {field.name: kind_of_type(field.type) for field in file.schema_arrow}
        if len(kinds) < len(names) or not all(names):
            raise FormatError([fault("parquet_names", part.name)])
        check_fields(names, part.name)
        first = next(_read(file, part, SAMPLE_ROWS), None)
    if first is None or not names:
        raise FormatError([fault("no_rows", part.name)])
    values = {name: _sampled(first.column(name), kinds[name], part, name) for name in names}
    kinds = {name: kind if kind != "nested" else _nested(values[name]) for name, kind in kinds.items()}
    return Sample("parquet", "", {}, values, [], kinds)


def _sampled(values: pa.Array, kind: str, part: Part, column: str) -> list[Any]:
    with _said(part, column, kind):
        return list((values if kind == "nested" else _cast(values, kind)).to_pylist())


def _nested(values: list[Any]) -> str:
    return "messages" if kind_of_values(values) == "messages" else "text"


@contextmanager
def _opened(part: Part) -> Iterator[pq.ParquetFile]:
    """The file, seekable: what comes out of an archive is written to a temporary one."""
    with part.open() as stream, tempfile.TemporaryFile() as copy:
        if not stream.seekable():
            while chunk := stream.read(BLOCK_BYTES):
                copy.write(chunk)
            stream = copy
        size = stream.seek(0, 2)
        stream.seek(max(size - 8, 0))
        footer = int.from_bytes(stream.read(4), "little")
        if stream.read(4) != MAGIC or footer > min(size, LARGEST_FOOTER_BYTES):
            raise FormatError([fault("damaged", part.name)])
        stream.seek(0)
        try:
            packed = repeating(pq.ParquetFile(stream).metadata)
            stream.seek(0)
            file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=BLOCK_BYTES, read_dictionary=packed)
        except (pa.ArrowException, OSError) as error:
            raise FormatError([fault("damaged", part.name)]) from error
        if file.metadata.num_columns > MOST_COLUMNS or file.metadata.num_rows > MOST_ROWS:
            raise FormatError([fault("parquet_too_large", part.name, rows=MOST_ROWS, columns=MOST_COLUMNS)])
        yield file


def _read(file: pq.ParquetFile, part: Part, most: int) -> Iterator[pa.RecordBatch]:
    """Batches of at most so many rows, and of about as many bytes as a block has."""
    rows = max(file.metadata.num_rows, 1)
    total = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
    fitting = int(ROW_GROUP_BYTES / 4 / max(total / rows, 1))
    try:
        batches = file.iter_batches(batch_size=max(1, min(most, fitting)), use_threads=False)
        yield from bounded(batches, part.name, most_bytes(part.size))
    except (pa.ArrowException, OSError) as error:
        raise FormatError([fault("damaged", part.name)]) from error


def kind_of_type(type_: pa.DataType) -> str:
    """The kind of values of Arrow's type; nested for what has none."""
    if pa.types.is_dictionary(type_):
        return kind_of_type(type_.value_type)
    tests = {
        "text": (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
        "boolean": (pa.types.is_boolean,),
        "integer": (pa.types.is_integer,),
        "number": (pa.types.is_floating, pa.types.is_decimal),
        "date": (pa.types.is_date,),
        "timestamp": (pa.types.is_timestamp,),
    }
    for kind, ways in tests.items():
        if any(way(type_) for way in ways):
            return kind
    if pa.types.is_list(type_) or pa.types.is_large_list(type_):
        inner = kind_of_type(type_.value_type)
        return "list" if inner in ("text", "integer") else "nested"
    return "nested"


def batches(part: Part, _: Guess, columns: list[Column], hear: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    """All rows of `part`, some at a time, in the kinds of `columns`. Raises FormatError: it is damaged."""
    with _opened(part) as file:
        share = part.size / max(file.metadata.num_rows, 1)
        for batch in _read(file, part, ROWS_AT_ONCE):
            hear(int(batch.num_rows * share))
            arrays = []
            for column in columns:
                if column.role == "label" and kind_of_type(batch.schema.field(column.name).type) in ("list", "nested"):
                    raise FormatError([fault("no_label", part.name, column=column.name)])
                with _said(part, column.name, column.kind):
                    arrays.append(_cast(batch.column(column.name), column.kind))
            yield pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


@contextmanager
def _said(part: Part, column: str, kind: str) -> Iterator[None]:
    """A value that is none of its kind becomes a sentence."""
    try:
        yield
    except (pa.ArrowException, WrongKind, ValueError, OverflowError) as error:  # UnicodeDecodeError is one
        raise FormatError([fault("parquet_kind", part.name, column=column, kind=kind)]) from error


def _cast(values: pa.Array, kind: str) -> pa.Array:
    values.validate(full=True)  # Arrow reads texts without looking whether they are UTF-8
    wanted = TYPES[kind]
    if kind == "text" and kind_of_type(values.type) == "nested":
        return pa.array([None if value is None else _json(value) for value in values.to_pylist()], wanted)
    if values.type != wanted:
        values = pc.cast(values, wanted, safe=kind != "timestamp")
    return checked_moments(values) if kind in ("date", "timestamp") else values


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
