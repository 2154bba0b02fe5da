"""The texts in a table's column, batch by batch, whatever the column's type."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

LETTERS = 20_000  # of one value that are looked at
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


def batches(path: Any, column: str, *, rows: int) -> Iterator[pa.Array]:
    """The column as text, at most `rows` at once."""
    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=rows, columns=[column], use_threads=False):
            yield as_text(batch.column(0))


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
