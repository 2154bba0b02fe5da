"""Columns from a file of any length, some rows at a time.

The same formats and faults as `engine.tables`, which has the whole table in memory.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from engine.faults import JobFault
from engine.tables import json_cells, json_object, text_column

ROWS = 2048  # at a time

Piece = list[list[Any]]  # the cells of each column
Cells = Callable[[pa.Table, str, str], list[Any]]  # those of a column in a table that is read from a file
Reader = Callable[[Path, Sequence[str]], Iterator[pa.Table]]


def texts(table: pa.Table, column: str, file: str) -> list[str]:
    """Texts without surrounding space, which may be empty."""
    return text_column(table, column, file, empty=None)


def read_pieces(
    path: Path, columns: Sequence[str], cells: Cells = texts, more: Mapping[str, Reader] | None = None
) -> Iterator[Piece]:
    """The `cells` of `columns`, at most ROWS rows at a time; `more` are a task's own readers by suffix.

    Raises JobFault: file_missing, format_unknown, file_unreadable, encoding_wrong, row_ragged, line_wrong,
    column_mixed, column_missing.
    """
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    readers = {**READERS, **(more or {})}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise JobFault("format_unknown", file=path.name, formats=", ".join(readers))
    for table in reader(path, columns):
        yield [cells(table, column, path.name) for column in columns]


def check_rows(
    pieces: Iterator[Piece], path: Path, columns: Sequence[str], *, right: Callable[[str, Any], bool], fault: str
) -> int:
    """The number of rows, once the file is read to its end and every cell of each column is `right`.

    Raises JobFault as above, and: data_empty, and `fault` with the first row that is wrong, and how many are.
    """
    rows, first, wrong = 0, (0, ""), 0
    for piece in pieces:
        for row, cells in enumerate(zip(*piece, strict=True), start=rows + 1):
            odd = next((column for column, cell in zip(columns, cells, strict=True) if not right(column, cell)), None)
            if odd is not None:
                first = first if wrong else (row, odd)
                wrong += 1
        rows += len(piece[0])
    if wrong:
        raise JobFault(fault, file=path.name, row=first[0], column=first[1], count=wrong)
    if not rows:
        raise JobFault("data_empty", file=path.name)
    return rows


def _csv(path: Path, _columns: Sequence[str]) -> Iterator[pa.Table]:
    csv.field_size_limit(sys.maxsize)  # a cell may be as long as it likes
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            header = next(lines, [])
            for rows in _pieces(_even(path, header, lines)):
                yield pa.table({name: list(cells) for name, cells in zip(header, zip(*rows, strict=True), strict=True)})
    except UnicodeDecodeError as error:
        raise JobFault("encoding_wrong", file=path.name, line=_undecodable(path)) from error
    except csv.Error as error:
        raise JobFault("file_unreadable", file=path.name, format="CSV") from error


def _even(path: Path, header: list[str], lines: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows without blank lines. Raises JobFault row_ragged."""
    for number, row in enumerate(filter(None, lines), start=1):
        if len(row) != len(header):
            raise JobFault("row_ragged", file=path.name, row=number, found=len(row), expected=len(header))
        yield row


def _undecodable(path: Path) -> int:
    """The number of the first line that is no UTF-8."""
    with path.open("rb") as file:
        return next(number for number, line in enumerate(file, start=1) if not _is_text(line))


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _jsonl(path: Path, _columns: Sequence[str]) -> Iterator[pa.Table]:
    with path.open("rb") as file:
        for rows in _pieces(_objects(path, file)):
            names = dict.fromkeys(name for row in rows for name in row)
            yield pa.table({name: json_cells(path, name, [row.get(name) for row in rows]) for name in names})


def _objects(path: Path, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not _is_text(line):
            raise JobFault("encoding_wrong", file=path.name, line=number)
        if line.strip():
            yield json_object(path, number, line.decode("utf-8-sig"))


def _parquet(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            known = set(columns) <= set(file.schema_arrow.names)
            for batch in file.iter_batches(ROWS, columns=[*columns] if known else None):
                yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError) as error:
        raise JobFault("file_unreadable", file=path.name, format="Parquet") from error


def _pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while piece := list(islice(rows, ROWS)):
        yield piece


READERS: dict[str, Reader] = {
    ".parquet": _parquet,
    ".jsonl": _jsonl,
    ".csv": _csv,
}
