"""The reader of each format that has rows: how it looks at a part, reads it, and finds kinds that fit all of it."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from catalog.formats import columnar, conll, delimited, objects, plain
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, Fault, FormatError, Guess, fault
from catalog.formats.sources import Part
from catalog.formats.survey import fitted

Hear = Callable[[int], None]


class Reader(NamedTuple):
    """`look` takes a part, how many there are, and what a person has said of encoding and dialect."""

    look: Callable[[Part, int, str, dict[str, Any]], Sample]
    batches: Callable[[Part, Guess, list[Column], Hear], Iterator[pa.RecordBatch]]
    fitted: Callable[[Part, Guess], tuple[list[Column], list[Fault]]] | None = None


def _table(part: Part, _: int, encoding: str, dialect: dict[str, Any]) -> Sample:
    return delimited.look(part, encoding=encoding, dialect=dialect)


def _lines(part: Part, _: int, encoding: str, __: dict[str, Any]) -> Sample:
    return objects.look_at_lines(part, encoding)


def _list(part: Part, _: int, encoding: str, __: dict[str, Any]) -> Sample:
    return objects.look_at_list(part, encoding)


def _columns(part: Part, _: int, __: str, ___: dict[str, Any]) -> Sample:
    return columnar.look(part)


def _tagged(part: Part, _: int, encoding: str, __: dict[str, Any]) -> Sample:
    return conll.look(part, encoding)


def _text(part: Part, files: int, encoding: str, dialect: dict[str, Any]) -> Sample:
    return plain.look(part, files=files, encoding=encoding, unit=dialect.get("unit", ""))


READERS = {
    "csv": Reader(_table, delimited.batches, fitted),
    "jsonl": Reader(_lines, objects.batches, objects.fitted),
    "json": Reader(_list, objects.batches, objects.fitted),
    "parquet": Reader(_columns, columnar.batches),
    "conll": Reader(_tagged, conll.batches),
    "text": Reader(_text, plain.batches),
}


def reader_of(guess: Guess, file: str) -> Reader:
    """The reader of a guess's format. Raises FormatError: there is no such format."""
    if guess.format not in READERS:
        raise FormatError([fault("not_read", file, kind=guess.format)])
    return READERS[guess.format]
