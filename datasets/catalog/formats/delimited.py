"""Tables of texts (CSV, TSV) by Arrow's reader, a block at a time; what it can't tell the careful reader says."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from catalog.formats import dialects
from catalog.formats.careful import check_rows
from catalog.formats.encodings import Undecodable, Utf8, careful_text, check_encoding
from catalog.formats.headers import named
from catalog.formats.kinds import TYPES, WrongKind
from catalog.formats.limits import BLOCK_BYTES, SAMPLE_BYTES, SAMPLE_ROWS
from catalog.formats.moments import as_moments
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, FormatError, Guess, fault
from catalog.formats.sources import Part, encoding_of

Hear = Callable[[int], None]
MOMENTS = ("date", "timestamp")


def look(part: Part, *, encoding: str = "", dialect: dict[str, Any] | None = None) -> Sample:
    """The beginning of the table in `part`, in the encoding and dialect that are given or found."""
    encoding = encoding_of(part, encoding)
    with part.open() as stream:
        beginning = stream.read(SAMPLE_BYTES + 1)
    text = careful_text(io.BytesIO(beginning[:SAMPLE_BYTES]), encoding).read()
    if not text.strip():
        raise FormatError([fault("empty", part.name)])
    dialect = dialects.detect(text, dialect or {})
    if not dialects.is_separator(dialect["delimiter"]):
        raise FormatError([fault("separator", part.name, value=dialect["delimiter"])])
    rows = _sample_rows(text, dialect, cut=len(beginning) > SAMPLE_BYTES)
    if not rows:
        check_rows(part, Guess("csv", encoding, dialect, "table", []), width=None)
        raise FormatError([fault("empty", part.name)])
    width = len(rows[0])
    header = rows[0] if dialect["header"] else [""] * width
    body = rows[1:] if dialect["header"] else rows
    if body and all(len(row) == width + 1 for row in body):  # as R writes row names, without a name of their own
        header, width = ["", *header], width + 1
    names, repaired = named(header, part.name, told=dialect["header"], encoding=encoding)
    even = [row for row in body[:SAMPLE_ROWS] if len(row) == width]
    values = {name: [row[at] for row in even] for at, name in enumerate(names)}
    return Sample("csv", encoding, dialect, values, repaired)


def _sample_rows(text: str, dialect: dict[str, Any], *, cut: bool) -> list[list[str]]:
    body = text.split("\n", dialect["skip"])[-1] if dialect["skip"] else text
    rows = dialects.parsed(body, dialect["delimiter"], dialect["quote"], dialect["escape"])
    return rows[:-1] if cut and len(rows) > 2 else rows


def batches(part: Part, guess: Guess, columns: list[Column], hear: Hear) -> Iterator[pa.RecordBatch]:
    """All rows of `part`, a block at a time, in the kinds of `columns`.

    Raises:
        FormatError: rows that can't be read, by row, line and column.
        WrongKind: a value that its column's kind doesn't fit.
    """
    check_encoding(guess.encoding, part.name)
    rows = 0
    with part.open() as stream:
        text = Utf8(stream, guess.encoding, hear)
        try:
            for batch in pacsv.open_csv(text, *_options(guess, columns)):
                rows += batch.num_rows
                yield _with_moments(batch, columns)
        except Undecodable as error:
            _explain(part, guess, columns, error)
        except pa.ArrowInvalid as error:
            if "conversion error" in str(error) and "UTF8" not in str(error):
                raise WrongKind from error
            if "Empty CSV file" not in str(error):
                _explain(part, guess, columns, error)
    if guess.dialect["quote"] and text.may_hide(rows):
        check_rows(part, guess, width=len(columns))


def _with_moments(batch: pa.RecordBatch, columns: list[Column]) -> pa.RecordBatch:
    """With the columns of dates and timestamps, which were read as texts. Raises WrongKind."""
    for at, column in enumerate(columns):
        if column.kind in MOMENTS:
            batch = batch.set_column(at, column.name, as_moments(batch.column(at), column.kind))
    return batch


def _explain(part: Part, guess: Guess, columns: list[Column], error: Exception) -> None:
    """Find row and column of what Arrow's reader met. Raises FormatError."""
    check_rows(part, guess, width=len(columns))
    raise FormatError([fault("unreadable", part.name, why=str(error))]) from error


def _options(guess: Guess, columns: list[Column]) -> tuple[pacsv.ReadOptions, pacsv.ParseOptions, pacsv.ConvertOptions]:
    dialect = guess.dialect
    read = pacsv.ReadOptions(
        block_size=BLOCK_BYTES,
        column_names=[column.name for column in columns],
        skip_rows=dialect["skip"],
        skip_rows_after_names=int(dialect["header"]),
    )
    parse = pacsv.ParseOptions(
        delimiter=dialect["delimiter"],
        quote_char=dialect["quote"] or False,
        escape_char=dialect["escape"] or False,
        newlines_in_values=bool(dialect["quote"]),
    )
    convert = pacsv.ConvertOptions(
        column_types={each.name: TYPES["text" if each.kind in MOMENTS else each.kind] for each in columns},
        null_values=["", *dialect["missing"]],
        true_values=["true", "True", "TRUE"],
        false_values=["false", "False", "FALSE"],
        strings_can_be_null=True,
        decimal_point=dialect["decimal"],
    )
    return read, parse, convert
