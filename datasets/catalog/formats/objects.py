"""Rows that are JSON objects: a list of them in a file, or one on each line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any

import pyarrow as pa

from catalog.formats.documents import elements, lines, loads
from catalog.formats.headers import check_fields
from catalog.formats.kinds import TYPES, WrongKind
from catalog.formats.limits import LETTERS_AT_ONCE, MOST_COLUMNS, SAMPLE_ROWS
from catalog.formats.sampling import Sample, some
from catalog.formats.schema import Column, Fault, FormatError, Guess, fault
from catalog.formats.sources import Part, encoding_of
from catalog.formats.values import CONVERT, as_text, kind_of_values, wider

SURROGATE = re.compile("[\ud800-\udfff]")
ROWS_AT_ONCE = 4_096

Row = dict[str, Any]


def look_at_lines(part: Part, encoding: str = "") -> Sample:
    """The first objects of a file that has one on each line."""
    encoding = encoding_of(part, encoding)
    rows = (_object(loads(text, part, row, line), part, row) for row, line, text in lines(part, encoding))
    return _sample("jsonl", encoding, {}, some(rows, SAMPLE_ROWS, _letters), part)


def look_at_list(part: Part, encoding: str = "") -> Sample:
    """The first objects of a file that is a list of them, or an object that has such a list."""
    encoding = encoding_of(part, encoding)
    found = (each for each in elements(part, encoding) if each.listed and isinstance(each.value, dict))
    first = next(found, None)
    if first is None:
        raise FormatError([fault("no_objects", part.name)])
    rows = (each.value for each in takewhile(lambda each: each.key == first.key, found))
    return _sample("json", encoding, {"key": first.key}, [first.value, *some(rows, SAMPLE_ROWS, _letters)], part)


def _object(value: Any, part: Part, row: int) -> Row:
    if not isinstance(value, dict):
        raise FormatError([fault("no_object", part.name, row=row)])
    return value


def _sample(format_: str, encoding: str, dialect: dict[str, Any], rows: list[Row], part: Part) -> Sample:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise FormatError([fault("empty_json", part.name)])
    check_fields(names, part.name)
    if len(names) > MOST_COLUMNS:
        raise FormatError([fault("too_many_fields", part.name, row=len(rows), limit=MOST_COLUMNS)])
    values = {name: [row.get(name) for row in rows] for name in names}
    return Sample(format_, encoding, dialect, values, [], {name: kind_of_values(values[name]) for name in names})


def batches(part: Part, guess: Guess, columns: list[Column], hear: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    """All rows of `part`, some at a time, in the kinds of `columns`.

    Raises:
        FormatError: what is no JSON or no object, by row and line.
        WrongKind: a value that its column's kind doesn't fit, or a field that is no column.
    """
    known = {column.name for column in columns}
    rows: list[Row] = []
    held, first = 0, 1
    for row, size in _rows(part, guess):
        if not row.keys() <= known:
            raise WrongKind
        rows.append(row)
        held += size
        if len(rows) == ROWS_AT_ONCE or held > LETTERS_AT_ONCE:
            hear(held)
            yield _batch(rows, columns, first, part)
            first += len(rows)
            rows, held = [], 0
    if rows:
        yield _batch(rows, columns, first, part)


def _rows(part: Part, guess: Guess) -> Iterator[tuple[Row, int]]:
    """Each object, with about as many letters as it takes."""
    if guess.format == "jsonl":
        for row, line, text in lines(part, guess.encoding):
            yield _object(loads(text, part, row, line), part, row), len(text)
        return
    number = 0
    for each in elements(part, guess.encoding):
        if each.listed and each.key == guess.dialect["key"]:
            number += 1
            yield _object(each.value, part, number), _letters(each.value)


def _letters(value: Any) -> int:
    if isinstance(value, str):
        return len(value) + 8
    if isinstance(value, dict):
        return sum(len(name) + _letters(each) for name, each in value.items()) + 8
    return sum(map(_letters, value)) + 8 if isinstance(value, list) else 8


def _batch(rows: list[Row], columns: list[Column], first: int, part: Part) -> pa.RecordBatch:
    arrays = []
    for column in columns:
        convert = CONVERT[column.kind]
        given = [row.get(column.name) for row in rows]
        if column.role == "label" and any(isinstance(value, list | dict) for value in given):
            raise FormatError([fault("no_label", part.name, column=column.name)])
        values = [None if value is None else convert(value) for value in given]
        arrays.append(_array(values, column, first, part))
    return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _array(values: list[Any], column: Column, first: int, part: Part) -> pa.Array:
    try:
        return pa.array(values, TYPES[column.kind])
    except UnicodeEncodeError as error:  # an escape such as \ud800 that is no letter
        at = next(at for at, value in enumerate(values) if SURROGATE.search(as_text(value)))
        half = f"{ord(error.object[error.start]):04x}"
        raise FormatError([fault("surrogate", part.name, row=first + at, column=column.name, value=half)]) from error


def fitted(part: Part, guess: Guess) -> tuple[list[Column], list[Fault]]:
    """The columns with kinds that fit all their values, and the first value for which a column is kept as text."""
    columns = {column.name: column for column in guess.columns}
    kept: list[Fault] = []
    for number, (row, _) in enumerate(_rows(part, guess), 1):
        for name, value in row.items():
            if name not in columns:
                check_fields([name], part.name)
                columns[name] = Column(name, kind_of_values([value]))
                if len(columns) > MOST_COLUMNS:
                    raise FormatError([fault("too_many_fields", part.name, row=number, limit=MOST_COLUMNS)])
            if value is not None and (wide := wider(columns[name].kind, value)) != columns[name].kind:
                if wide == "text":
                    kept.append(_kept(part, number, columns[name], value))
                columns[name] = replace(columns[name], kind=wide)
    return list(columns.values()), kept


def _kept(part: Part, row: int, column: Column, value: Any) -> Fault:
    return fault("kept_as_text", part.name, row=row, column=column.name, value=as_text(value), kind=column.kind)
