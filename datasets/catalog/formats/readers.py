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


READERS = {
    "csv": Reader(
        lambda part, _, encoding, dialect: delimited.look(part, encoding=encoding, dialect=dialect),
        delimited.batches,
        fitted,
    ),
    "jsonl": Reader(lambda part, *_: objects.look_at_lines(part), objects.batches, objects.fitted),
    "json": Reader(lambda part, *_: objects.look_at_list(part), objects.batches, objects.fitted),
    "parquet": Reader(lambda part, *_: columnar.look(part), columnar.batches),
    "conll": Reader(lambda part, *_: conll.look(part), conll.batches),
    "text": Reader(lambda part, files, *_: plain.look(part, files=files), plain.batches),
}


def reader_of(guess: Guess, file: str) -> Reader:
    """The reader of a guess's format. Raises FormatError: there is no such format."""
    if guess.format not in READERS:
        raise FormatError([fault("not_read", file, kind=guess.format)])
    return READERS[guess.format]
