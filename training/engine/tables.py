"""Tables of rows from files, and what can be wrong with them.

A refusal names the file, the row (counted from 1, without the header) and the column, never what stands there.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from engine.digests import file_digest, folder_digest
from engine.faults import JobFault
from engine.spec import DataSource


def verify_data(source: DataSource) -> str:
    """The digest of the data, a file or a folder. Raises JobFault: file_missing, digest_mismatch."""
    path = Path(source.path)
    if not path.exists():
        raise JobFault("file_missing", path=source.path)
    digest = folder_digest(path) if path.is_dir() else file_digest(path)
    if source.sha256 and digest != source.sha256:
        raise JobFault("digest_mismatch", path=source.path)
    return digest


def read_table(path: Path) -> pa.Table:
    """The table in a .parquet or .csv file, with at least one row; the cells of a .csv are all text.

    Raises JobFault: file_missing, format_unknown, file_unreadable, encoding_wrong, row_ragged, data_empty.
    """
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise JobFault("format_unknown", file=path.name)
    table = reader(path)
    if not table.num_rows:
        raise JobFault("data_empty", file=path.name)
    return table


def text_column(table: pa.Table, column: str, file: str, *, empty: str) -> list[str]:
    """The cells of `column` as text without surrounding space; an empty one is the fault `empty`.

    Raises JobFault: column_missing, file_unreadable, `empty`.
    """
    if column not in table.column_names:
        raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    try:
        cells = pc.utf8_trim_whitespace(table.column(column).cast(pa.string())).to_pylist()
    except pa.ArrowException as error:
        raise JobFault("file_unreadable", file=file, format="text") from error
    missing = [row for row, cell in enumerate(cells, start=1) if not cell]
    if missing:
        raise JobFault(empty, file=file, column=column, row=missing[0], count=len(missing))
    return [str(cell) for cell in cells]


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
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise JobFault("encoding_wrong", file=path.name, line=line) from error
    if not text.strip():
        raise JobFault("data_empty", file=path.name)
    return next(csv.reader(io.StringIO(text)))


READERS: dict[str, Callable[[Path], pa.Table]] = {".parquet": _read_parquet, ".csv": _read_csv}
