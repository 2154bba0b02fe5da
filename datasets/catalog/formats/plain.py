"""Plain text: a row for each line, paragraph or file."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import pyarrow as pa

from catalog.formats.encodings import UNDECODABLE, careful_text
from catalog.formats.kinds import TYPES
from catalog.formats.limits import LONGEST_ROW_BYTES, SAMPLE_ROWS
from catalog.formats.sampling import Sample, some
from catalog.formats.schema import Column, FormatError, Guess, fault
from catalog.formats.sources import SPLITS, Part, encoding_of

ROWS_AT_ONCE = 4_096
LINES_OF_A_PARAGRAPH = 1.5  # in the mean, at least: else each line is a row


def look(part: Part, *, files: int, encoding: str = "", unit: str = "") -> Sample:
    """The first rows of `part`, which is one of so many text files."""
    encoding = encoding_of(part, encoding)
    unit = unit or ("file" if files > 3 else _unit(part, encoding))
    texts = some(_texts(part, encoding, unit), SAMPLE_ROWS, len)
    if not texts:
        raise FormatError([fault("empty_text", part.name)])
    values, kinds = {"text": texts}, {"text": "text"}
    if unit == "file" and label_of(part.name):
        values["label"], kinds["label"] = [label_of(part.name)] * len(texts), "text"
    return Sample("text", encoding, {"unit": unit}, values, [], kinds)


def label_of(name: str) -> str:
    """The folder that a file is in, unless it says no more than the split."""
    folder = PurePosixPath(name).parent.name
    return "" if folder.lower() in SPLITS else folder


def _unit(part: Part, encoding: str) -> str:
    """Paragraphs where blank lines keep several lines apart."""
    with part.open() as stream, careful_text(stream, encoding) as text:
        beginning = text.read(100_000).replace("\r\n", "\n")
    paragraphs = [each for each in beginning.split("\n\n") if each.strip()]
    lines = [line for line in beginning.split("\n") if line.strip()]
    return "paragraph" if len(paragraphs) > 1 and len(lines) >= LINES_OF_A_PARAGRAPH * len(paragraphs) else "line"


def _texts(part: Part, encoding: str, unit: str) -> Iterator[str]:
    held: list[str] = []
    size, row = 0, 1
    with part.open() as stream, careful_text(stream, encoding) as text:
        for number, line in enumerate(iter(lambda: text.readline(LONGEST_ROW_BYTES), ""), 1):
            _check(line, part, row, number)
            blank = not line.strip()
            if unit != "file" and held and (blank or unit == "line"):
                yield "".join(held).strip()
                held, size, row = [], 0, row + 1
            if not blank or (unit == "file" and held):
                held.append(line.replace("\r\n", "\n"))
                size += len(line)
            if size > LONGEST_ROW_BYTES:
                limit = LONGEST_ROW_BYTES >> 20
                raise FormatError([fault("text_too_long", part.name, row=row, line=number, limit=limit)])
    if held:
        yield "".join(held).strip()


def _check(line: str, part: Part, row: int, number: int) -> None:
    if len(line) == LONGEST_ROW_BYTES:
        limit = LONGEST_ROW_BYTES >> 20
        raise FormatError([fault("text_too_long", part.name, row=row, line=number, limit=limit)])
    if UNDECODABLE in line:
        raise FormatError([fault("line_not_encoded", part.name, row=row, line=number)])
    if "\0" in line:
        raise FormatError([fault("nul", part.name, row=row, line=number, column="text")])


def batches(part: Part, guess: Guess, columns: list[Column], hear: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    """All texts of `part`, some at a time. Raises FormatError: lines that are no text, or without an end."""
    found = _texts(part, guess.encoding, guess.dialect["unit"])
    while texts := some(found, ROWS_AT_ONCE, len):
        hear(sum(map(len, texts)))
        arrays = [pa.array(texts, TYPES["text"])]
        if len(columns) > 1:
            arrays.append(pa.array([label_of(part.name) or None] * len(texts), TYPES["text"]))
        yield pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
