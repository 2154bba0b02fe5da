"""Reading the labelled rows, and refusing what cannot be trained on.

A refusal names the file, the row (counted from 1, without the header) and the column, never what stands there.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from engine.digests import file_digest
from engine.faults import JobFault
from engine.spec import DataSource


@dataclass(frozen=True)
class Rows:
    """The rows of a data file: `labels` is (n,) with indices into `names`, which is sorted; `digest` is the file's."""

    texts: list[str]
    labels: np.ndarray
    names: list[str]
    digest: str


def read_rows(source: DataSource) -> Rows:
    """The texts and labels of `source`.

    Raises:
        JobFault: file_missing, digest_mismatch, format_unknown, file_unreadable, encoding_wrong, row_ragged,
            data_empty, column_missing, text_empty, label_empty, one_class.
    """
    path = Path(source.path)
    if not path.is_file():
        raise JobFault("file_missing", path=source.path)
    digest = file_digest(path)
    if source.sha256 and digest != source.sha256:
        raise JobFault("digest_mismatch", path=source.path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise JobFault("format_unknown", file=path.name)
    table = reader(path)
    if not table.num_rows:
        raise JobFault("data_empty", file=path.name)
    texts = _column(table, source.text, path.name, "text_empty")
    labels = _column(table, source.label, path.name, "label_empty")
    names, indices = np.unique(np.array(labels, dtype=object), return_inverse=True)
    if len(names) == 1:
        raise JobFault("one_class", file=path.name, column=source.label)
    return Rows(texts, indices.astype(np.int64), names.tolist(), digest)


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


def _column(table: pa.Table, column: str, file: str, empty: str) -> list[str]:
    """The cells of `column` as text without surrounding space; an empty one is the fault `empty`."""
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
