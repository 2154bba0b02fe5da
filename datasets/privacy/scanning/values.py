"""The texts in a table's column, batch by batch, whatever the column's type."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

LETTERS = 20_000  # of one value that are looked at
ROWS_AT_ONCE, BYTES_AT_ONCE = 4_096, 64 << 20
# What a value has if it has anything with a form: RE2 looks through millions of values a second.
_FORMS = (
    r"@",
    r"(?:\d[^0-9A-Za-z]{0,3}){6}",
    r"\d\.\d{1,3}\.\d",
    r"[0-9a-fA-F]:[0-9a-fA-F]{0,4}:",
    r"[A-Za-z]{4,6}\d{2}",
    r"[A-Za-z]{2}\d{2}[ 0-9A-Za-z]{9}",
)
WITH_A_FORM = "|".join(_FORMS)


def text_columns(schema: pa.Schema) -> list[str]:
    """The columns that can hold what is looked for: all but truth values, fractions and bytes."""
    return [field.name for field in schema if not (_is_plain_number(field.type) or _is_bytes(field.type))]


def holds_text(kind: pa.DataType) -> bool:
    """Whether values of this type can be prose."""
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_nested(plain))


def batches(path: Any, column: str) -> Iterator[pa.Array]:
    """The column as text, from the first row to the last."""
    with pyarrow.parquet.ParquetFile(path) as file:
        rows = _rows_at_once(file.metadata, column)
        for batch in file.iter_batches(batch_size=rows, columns=[column], use_threads=False):
            yield as_text(batch.column(0))


def _rows_at_once(metadata: pyarrow.parquet.FileMetaData, column: str) -> int:
    """So many rows that long values don't fill the memory, by the mean of the row group with the longest."""
    longest = 1.0
    for group in (metadata.row_group(number) for number in range(metadata.num_row_groups)):
        parts = (group.column(number) for number in range(group.num_columns))
        size = sum(part.total_uncompressed_size for part in parts if part.path_in_schema.split(".")[0] == column)
        longest = max(longest, size / max(1, group.num_rows))
    return max(1, min(ROWS_AT_ONCE, int(BYTES_AT_ONCE / longest)))


def as_text(values: pa.Array) -> pa.Array:
    """Values as text: lists and structures by the texts within, with spaces between."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        texts = values
    elif pa.types.is_nested(values.type):
        return pa.array([_texts_in(value) for value in values.to_pylist()], pa.string())
    else:
        texts = pc.cast(values, pa.string())
    return pc.utf8_slice_codeunits(texts, 0, LETTERS)


def _texts_in(value: Any) -> str | None:
    if value is None:
        return None
    parts: list[str] = []
    open_ = [value]
    while open_:
        one = open_.pop()
        if isinstance(one, dict):
            open_.extend(reversed(one.values()))
        elif isinstance(one, list | tuple):
            open_.extend(reversed(one))
        elif isinstance(one, str):
            parts.append(one)
        elif one is not None:
            parts.append(json.dumps(one, default=str))
    return " ".join(parts)[:LETTERS]


def _is_plain_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_boolean(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
