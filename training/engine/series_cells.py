"""Moments and numbers in the cells of tables of series."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.faults import JobFault
from engine.tables import text_column


def read_times(table: pa.Table, column: str, file: str) -> np.ndarray:
    """Moments (n,): microseconds, or the numbers that stand there. Raises JobFault: column_missing, time_wrong."""
    cells = text_column(table, column, file, empty="time_wrong")
    for kind in (pa.float64(), pa.timestamp("us"), pa.timestamp("us", tz="UTC")):
        try:
            times = pa.array(cells).cast(kind)
        except pa.ArrowInvalid:
            continue
        numbers: np.ndarray = (times if kind == pa.float64() else times.cast(pa.int64())).to_numpy()
        if np.isfinite(numbers).all():
            return numbers
    odd = next((row for row, cell in enumerate(cells, start=1) if not _is_time(cell)), 1)
    raise JobFault("time_wrong", file=file, column=column, row=odd, count=1)


def _is_time(cell: str) -> bool:
    try:
        pa.scalar(cell).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return False
    return True


def read_numbers(table: pa.Table, column: str, file: str) -> np.ndarray:
    """Values (n,) as float64, nan where a cell is empty. Raises JobFault: column_missing, number_wrong."""
    if column not in table.column_names:
        raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    cells = table.column(column)
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        cells = pc.utf8_trim_whitespace(cells)
        cells = pc.if_else(pc.equal(cells, ""), pa.scalar(None, cells.type), cells)
    try:
        numbers: np.ndarray = cells.cast(pa.float64()).to_numpy().astype(np.float64)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        odd = next((row for row, cell in enumerate(cells, start=1) if not _is_number(cell)), 1)
        raise JobFault("number_wrong", file=file, column=column, row=odd) from error
    if np.isinf(numbers).any():
        raise JobFault("number_wrong", file=file, column=column, row=int(np.argmax(np.isinf(numbers))) + 1)
    return numbers


def _is_number(cell: pa.Scalar) -> bool:
    try:
        cell.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    return True
