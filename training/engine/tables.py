"""Tables of rows from files, and what can be wrong with them.

A refusal names the file, the row (counted from 1, without the header) and the column, never what stands there.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from engine.digests import file_digest, folder_digest, object_digest
from engine.faults import JobFault
from engine.spec import DataSource, Further, Gathered

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


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
        raise missing_column(file, column, table.column_names)
    texts = as_texts(table.column(column), file)
    if "" in texts and empty:
        raise JobFault(empty, file=file, column=column, row=texts.index("") + 1, count=texts.count(""))
    return texts


def as_texts(cells: pa.Array | pa.ChunkedArray, file: str) -> list[str]:
    """The cells as text without surrounding space. Raises JobFault file_unreadable."""
    try:
        texts = pc.utf8_trim_whitespace(cells.cast(pa.string())).to_pylist()
    except pa.ArrowException as error:
        raise JobFault("file_unreadable", file=file, format="text") from error
    return [str(text or "") for text in texts]


def missing_column(file: str, column: str, columns: Sequence[str]) -> JobFault:
    """The fault of a file that has these `columns`, and not the one that is asked for."""
    return JobFault("column_missing", file=file, column=column, columns=", ".join(columns))


def list_column(table: pa.Table, column: str, file: str) -> list[list[str]]:
    """The cells of `column` as lists of texts. Raises JobFault: column_missing, column_not_lists."""
    if column not in table.column_names:
        raise missing_column(file, column, table.column_names)
    cells = table.column(column)
    try:
        lists = cells.cast(pa.list_(pa.string())).to_pylist()
    except pa.ArrowException as error:
        raise JobFault("column_not_lists", file=file, column=column) from error
    return [[word or "" for word in cell or []] for cell in lists]


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, counted from 1, as they are read. Raises JobFault encoding_wrong."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            content = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
            try:
                yield number, content.removesuffix(b"\n").decode()
            except UnicodeDecodeError as error:
                raise JobFault("encoding_wrong", file=path.name, line=number) from error


def _read_parquet(path: Path) -> pa.Table:
    try:
        return pyarrow.parquet.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise JobFault("file_unreadable", file=path.name, format="Parquet") from error


def _read_csv(path: Path) -> pa.Table:
    with reading_csv(path) as options:
        return pyarrow.csv.read_csv(path, **options)


@contextmanager
def reading_csv(path: Path) -> Iterator[dict[str, Any]]:
    """How pyarrow is to read the file inside: all as text, so that `007` stays a label and `NA` a word.

    Raises JobFault: encoding_wrong, row_ragged, data_empty, file_unreadable.
    """
    types = dict.fromkeys(_csv_header(path), pa.string())
    ragged: list[pyarrow.csv.InvalidRow] = []

    def note_ragged(row: pyarrow.csv.InvalidRow) -> str:  # what it raised would be lost
        ragged.append(row)
        return "error"

    try:
        yield {
            "read_options": pyarrow.csv.ReadOptions(use_threads=False),  # with threads a ragged row has no number
            "parse_options": pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note_ragged),
            "convert_options": pyarrow.csv.ConvertOptions(column_types=types),
        }
    except pa.ArrowException as error:
        for _ in read_lines(path):  # what is no text at all is told as that
            pass
        if not ragged:
            raise JobFault("file_unreadable", file=path.name, format="CSV") from error
        row = ragged[0]
        cells = {"found": row.actual_columns, "expected": row.expected_columns}
        raise JobFault("row_ragged", file=path.name, row=row.number - 1, **cells) from error


def _csv_header(path: Path) -> list[str]:
    """The names of the columns."""
    for cells in csv.reader(f"{line}\n" for _, line in read_lines(path)):
        if any(cell.strip() for cell in cells):
            return cells
    raise JobFault("data_empty", file=path.name)


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
