"""Reading a table of texts slowly, to say of each fault on which row, line and column it stands."""

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from catalog.formats.encodings import UNDECODABLE, careful_text
from catalog.formats.limits import LONGEST_ROW_BYTES
from catalog.formats.schema import FAULTS_SHOWN, Fault, FormatError, Guess, fault
from catalog.formats.sources import Part


class _LongLine(Exception):
    pass


def check_rows(part: Part, guess: Guess, *, width: int | None) -> None:
    """Look at every row. Raises FormatError: the first faults; `width` is how many columns there are."""
    usual = csv.field_size_limit(LONGEST_ROW_BYTES)  # of all readers in this process
    try:
        with part.open() as stream, careful_text(stream, guess.encoding) as text:
            found = list(_faults(text, part.name, guess, width))
    finally:
        csv.field_size_limit(usual)
    if found:
        raise FormatError(found)


def _faults(text: IO[str], file: str, guess: Guess, width: int | None) -> Iterator[Fault]:
    dialect = guess.dialect
    lines = csv.reader(
        _bounded(text),
        delimiter=dialect["delimiter"],
        quotechar=dialect["quote"] or None,
        escapechar=dialect["escape"] or None,
        quoting=csv.QUOTE_MINIMAL if dialect["quote"] else csv.QUOTE_NONE,
        strict=True,
    )
    names = [column.name for column in guess.columns]
    row, found = (-1 if dialect["header"] else 0), 0
    try:
        for values in _after(dialect["skip"], lines):
            if not values:
                continue
            row += 1
            for each in _of_row(values, names, width, file, row, lines.line_num):
                if "encoded" in each.code:
                    each.params["encoding"] = guess.encoding
                yield each
                found += 1
            if found > FAULTS_SHOWN:
                return
    except _LongLine:
        yield fault("row_too_long", file, row=max(row + 1, 1), line=lines.line_num + 1, limit=LONGEST_ROW_BYTES >> 20)
    except csv.Error as error:
        code = "row_too_long" if "field larger" in str(error) else "quotes"
        yield fault(code, file, row=max(row + 1, 1), line=lines.line_num, limit=LONGEST_ROW_BYTES >> 20)


def _after(skip: int, lines: Iterable[list[str]]) -> Iterator[list[str]]:
    for at, values in enumerate(lines):
        if at >= skip:
            yield values


def _bounded(text: IO[str]) -> Iterator[str]:
    while line := text.readline(LONGEST_ROW_BYTES):
        if len(line) == LONGEST_ROW_BYTES and not line.endswith("\n"):
            raise _LongLine
        yield line


def _of_row(values: list[str], names: list[str], width: int | None, file: str, row: int, line: int) -> Iterator[Fault]:
    if row > 0 and width is not None and len(values) != width:
        yield fault("ragged", file, row=row, line=line, values=len(values), columns=width)
        return
    for at, value in enumerate(values):
        column = names[at] if at < len(names) else str(at + 1)
        if UNDECODABLE in value:
            yield fault("not_encoded" if row > 0 else "header_not_encoded", file, row=row, line=line, column=column)
        elif "\0" in value:
            yield fault("nul", file, row=row, line=line, column=column)
