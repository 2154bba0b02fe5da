"""What is looked for in every row, whatever format it came in."""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from catalog.formats.schema import Fault, FormatError, fault, shortened

FORMULA = r"^\s*(?:=[\w+\-@(\"'.]|[@+\-][A-Za-z]+\(|[=+\-@].*\|.*!)"


class Formulas:
    """Texts that a spreadsheet would compute: the first of each column, and how many there are."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._first: dict[str, tuple[int, str]] = {}
        self._count: dict[str, int] = {}

    def seen(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Hands the batches on."""
        row = 0
        for batch in batches:
            for field, values in zip(batch.schema, batch.columns, strict=True):
                if pa.types.is_string(field.type):
                    self._look(field.name, values, row)
            row += batch.num_rows
            yield batch

    def _look(self, column: str, values: pa.Array, row: int) -> None:
        if not LIKELY[_first_bytes(values)].any():
            return
        formulas = pc.fill_null(pc.match_substring_regex(values, FORMULA), False)
        if count := pc.sum(formulas).as_py():
            at = pc.index(formulas, True).as_py()
            self._first.setdefault(column, (row + at + 1, str(shortened(values[at].as_py()))))
            self._count[column] = self._count.get(column, 0) + count

    def told(self) -> list[Fault]:
        """What people should know of them."""
        return [
            fault("formula", self._file, row=row, column=column, value=value, count=self._count[column] - 1)
            for column, (row, value) in self._first.items()
        ]


def _first_bytes(values: pa.Array) -> np.ndarray:
    """The first byte of each text, (n,); of an empty one that of the next."""
    _, offsets, letters = values.buffers()
    if letters is None or not letters.size:
        return np.zeros(0, np.uint8)
    starts = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values)]
    first: np.ndarray = np.frombuffer(letters, np.uint8)[np.minimum(starts, letters.size - 1)]
    return first


LIKELY = np.isin(np.arange(256), list(b"=+-@ \t\r\n"))  # how a formula may begin: a quick look before the thorough one


def without_nul(batches: Iterable[pa.RecordBatch], file: str) -> Iterator[pa.RecordBatch]:
    """Hands the batches on. Raises FormatError: a text in them holds a NUL, which no database keeps."""
    row = 0
    for batch in batches:
        for field, values in zip(batch.schema, batch.columns, strict=True):
            at = _first_nul(values)
            if at >= 0:
                raise FormatError([fault("nul_in_row", file, row=row + at + 1, column=field.name)])
        row += batch.num_rows
        yield batch


def _first_nul(values: pa.Array) -> int:
    """The place of the first value with a NUL in it, or in what it holds; -1 when there is none."""
    if pa.types.is_string(values.type):
        return int(pc.index(pc.match_substring(values, "\0"), True).as_py())
    if pa.types.is_list(values.type):
        at = _first_nul(values.flatten())
        return int(pc.list_parent_indices(values)[at].as_py()) if at >= 0 else at
    if pa.types.is_struct(values.type):
        return min((at for each in values.flatten() if (at := _first_nul(each)) >= 0), default=-1)
    return -1
