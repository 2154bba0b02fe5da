"""A column of texts, read from its file a chunk of rows at a time: for data that are larger than memory.

What is read is what `read_table` and `text_column` would give, and so are the faults.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from engine.faults import JobFault
from engine.tables import as_texts, json_cells, json_object, missing_column, read_lines, reading_csv

CHUNK = 2**20  # bytes of a file, about, that are in memory at a time
ROWS = 256  # of a Parquet file, whose rows can be long

T = TypeVar("T")
Cells = Iterator[pa.Array]


def text_chunks(path: Path, column: str, *, empty: str) -> Iterator[list[str]]:
    """The cells of `column` as text without surrounding space; when all are read, an empty one is the fault `empty`.

    Raises JobFault: file_missing, format_unknown, file_unreadable, encoding_wrong, row_ragged, line_wrong,
    column_mixed, column_missing, data_empty, `empty`.
    """
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise JobFault("format_unknown", file=path.name, formats=", ".join(READERS))
    rows, missing, first = 0, 0, 0
    for cells in reader(path, column):
        texts = as_texts(cells, path.name)
        yield texts
        if lacking := texts.count(""):
            first = first or rows + texts.index("") + 1
            missing += lacking
        rows += len(texts)
    if not rows:
        raise JobFault("data_empty", file=path.name)
    if missing:
        raise JobFault(empty, file=path.name, column=column, row=first, count=missing)


def _parquet(path: Path, column: str) -> Cells:
    try:
        file = pyarrow.parquet.ParquetFile(path, buffer_size=CHUNK)
        if column not in file.schema_arrow.names:
            raise missing_column(path.name, column, file.schema_arrow.names)
        for batch in file.iter_batches(ROWS, columns=[column]):
            yield batch.column(0)
    except (pa.ArrowException, OSError) as error:
        raise JobFault("file_unreadable", file=path.name, format="Parquet") from error


def _csv(path: Path, column: str) -> Cells:
    with reading_csv(path) as options, pyarrow.csv.open_csv(path, **options) as reader:
        if column not in reader.schema.names:
            raise missing_column(path.name, column, reader.schema.names)
        for batch in reader:
            yield batch.column(column)


def _txt(path: Path, column: str) -> Cells:
    """The lines that are not blank, as the column `text`."""
    if column != "text":
        raise missing_column(path.name, column, ["text"])
    for lines in _in_chunks(path):
        yield pa.array([line for _, line in lines], pa.string())


def _jsonl(path: Path, column: str) -> Cells:
    """What an object lacks is empty; a column that no object has is missing."""
    names: dict[str, None] = {}
    kinds: set[pa.DataType] = set()
    for lines in _in_chunks(path):
        rows = [json_object(path, line, text) for line, text in lines]
        names |= dict.fromkeys(name for row in rows for name in row)
        cells = json_cells(path, column, [row.get(column) for row in rows])
        kinds |= {_kind(cells.type)} - {pa.null()}
        if len(kinds) > 1:
            raise JobFault("column_mixed", file=path.name, column=column)
        yield cells
    if names and column not in names:
        raise missing_column(path.name, column, list(names))


def _kind(type_of: pa.DataType) -> pa.DataType:
    """Whole numbers and others can stand in one column."""
    return pa.float64() if pa.types.is_integer(type_of) else type_of


def _in_chunks(path: Path) -> Iterator[list[tuple[int, str]]]:
    """The lines that are not blank, with their numbers."""
    filled = ((number, line) for number, line in read_lines(path) if line.strip())
    return in_bites(filled, CHUNK, lambda line: len(line[1]))


def in_bites(items: Iterable[T], size: int, size_of: Callable[[T], int]) -> Iterator[list[T]]:
    """The items in their order, together as many as have that size."""
    bite: list[T] = []
    taken = 0
    for item in items:
        bite.append(item)
        taken += size_of(item)
        if taken >= size:
            yield bite
            bite, taken = [], 0
    if bite:
        yield bite


READERS: dict[str, Callable[[Path, str], Cells]] = {".parquet": _parquet, ".jsonl": _jsonl, ".csv": _csv, ".txt": _txt}
