"""Tables of rows from files, and what can be wrong with them.

A refusal names the file, the row (counted from 1, without the header) and the column, never what stands there.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from engine.digests import file_digest, folder_digest, object_digest
from engine.faults import JobFault
from engine.spec import DataSource, Further, Gathered


def verify_data(source: DataSource) -> str:
    """The digest of the data, a file or a folder; of several files that of the list of their digests.

    Raises JobFault: file_missing, digest_mismatch.
    """
    if isinstance(source, Gathered) and source.sources:
        return object_digest([_verify(each) for each in source.files])
    return _verify(source)


def _verify(source: DataSource | Further) -> str:
    path = Path(source.path)
    if not path.exists():
        raise JobFault("file_missing", path=source.path)
    digest = folder_digest(path) if path.is_dir() else file_digest(path)
    if source.sha256 and digest != source.sha256:
        raise JobFault("digest_mismatch", path=source.path)
    return digest


def read_table(path: Path, more: "Mapping[str, Reader] | None" = None) -> pa.Table:
    """The table in a .parquet, .jsonl or .csv file, with at least one row; the cells of a .csv are all text.

    `more` are a task's own readers by suffix. Raises JobFault: file_missing, format_unknown, file_unreadable,
    encoding_wrong, row_ragged, line_wrong, column_mixed, data_empty, and what a reader of `more` raises.
    """
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    readers = {**READERS, **(more or {})}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise JobFault("format_unknown", file=path.name, formats=", ".join(readers))
    table = reader(path)
    if not table.num_rows:
        raise JobFault("data_empty", file=path.name)
    return table


def text_column(table: pa.Table, column: str, file: str, *, empty: str | None) -> list[str]:
    """The cells of `column` as text without surrounding space; an empty one is the fault `empty`, if that is named.

    Raises JobFault: column_missing, file_unreadable, `empty`.
    """
    if column not in table.column_names:
        raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    try:
        cells = pc.utf8_trim_whitespace(table.column(column).cast(pa.string())).to_pylist()
    except pa.ArrowException as error:
        raise JobFault("file_unreadable", file=file, format="text") from error
    missing = [row for row, cell in enumerate(cells, start=1) if not cell]
    if missing and empty:
        raise JobFault(empty, file=file, column=column, row=missing[0], count=len(missing))
    return [str(cell or "") for cell in cells]


def list_column(table: pa.Table, column: str, file: str) -> list[list[str]]:
    """The cells of `column` as lists of texts. Raises JobFault: column_missing, column_not_lists."""
    if column not in table.column_names:
        raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    cells = table.column(column)
    try:
        lists = cells.cast(pa.list_(pa.string())).to_pylist()
    except pa.ArrowException as error:
        raise JobFault("column_not_lists", file=file, column=column) from error
    return [[word or "" for word in cell or []] for cell in lists]


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, counted from 1. Raises JobFault encoding_wrong."""
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    return enumerate(_decoded(path, content).split("\n"), start=1)


def _read_parquet(path: Path) -> pa.Table:
    try:
        return pyarrow.parquet.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise JobFault("file_unreadable", file=path.name, format="Parquet") from error


def _read_csv(path: Path) -> pa.Table:
    """All columns as text, so that `007` stays a label of three characters and `NA` a word."""
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    header = _csv_header(path, content)
    ragged: list[pyarrow.csv.InvalidRow] = []

    def note_ragged(row: pyarrow.csv.InvalidRow) -> str:  # what it raised would be lost
        ragged.append(row)
        return "error"

    try:
        return pyarrow.csv.read_csv(
            pa.BufferReader(content),
            read_options=pyarrow.csv.ReadOptions(use_threads=False),  # with threads a ragged row has no number
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note_ragged),
            convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
        )
    except pa.ArrowException as error:
        if not ragged:
            raise JobFault("file_unreadable", file=path.name, format="CSV") from error
        row = ragged[0]
        cells = {"found": row.actual_columns, "expected": row.expected_columns}
        raise JobFault("row_ragged", file=path.name, row=row.number - 1, **cells) from error


def _csv_header(path: Path, content: bytes) -> list[str]:
    """The names of the columns, once it is sure that the file is text at all."""
    text = _decoded(path, content)
    if not text.strip():
        raise JobFault("data_empty", file=path.name)
    return next(csv.reader(io.StringIO(text)))


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise JobFault("encoding_wrong", file=path.name, line=line) from error


def _read_jsonl(path: Path) -> pa.Table:
    """A column for each name that occurs in the objects, a line each; what an object lacks is empty."""
    rows = [json_object(path, line, text) for line, text in read_lines(path) if text.strip()]
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: json_cells(path, name, [row.get(name) for row in rows]) for name in names})


def json_object(path: Path, line: int, text: str) -> dict[str, Any]:
    """The object in a line of JSON Lines. Raises JobFault line_wrong."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise JobFault("line_wrong", file=path.name, line=line) from error
    if not isinstance(row, dict):
        raise JobFault("line_wrong", file=path.name, line=line)
    return row


def json_cells(path: Path, column: str, cells: list[Any]) -> pa.Array:
    """A column from values of JSON. Raises JobFault column_mixed."""
    try:
        return pa.array(cells)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise JobFault("column_mixed", file=path.name, column=column) from error


Reader = Callable[[Path], pa.Table]

READERS: dict[str, Reader] = {".parquet": _read_parquet, ".jsonl": _read_jsonl, ".csv": _read_csv}
