"""Sensor series: rows with a time become windows, in order and never shuffled across the borders of time.

Steps are counted in the order of group and time. A window is `context` steps that a model reads and `horizon` steps
that follow; it never crosses from one group to another, nor a gap in time.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.data import read_parts
from engine.faults import JobFault
from engine.messages import Note
from engine.spec import Series, Split
from engine.split import PARTS, ROWS_NEEDED, Parts, split_rows
from engine.tables import read_table, text_column

WINDOWS_NEEDED = 10  # in each part


@dataclass(frozen=True)
class Steps:
    """The n steps of all groups: `values` (n, channels) of `columns` with nan where nothing was measured, `times` (n,),
    `rows` (n,) their places in the data file, `stretch` (n,) numbers the stretches without a gap, `group` (n,) the
    groups, `given` (n,) the parts that the file names."""

    file: str
    table: pa.Table
    columns: tuple[str, ...]
    values: np.ndarray
    times: np.ndarray
    rows: np.ndarray
    stretch: np.ndarray
    group: np.ndarray
    given: np.ndarray | None

    @property
    def missing(self) -> int:
        """How many values were not measured."""
        return int(np.isnan(self.values).sum())

    @property
    def gaps(self) -> int:
        """How often time jumps inside a group."""
        return int(self.stretch[-1] - self.group[-1])

    def notes(self) -> list[Note]:
        """What a person should know of holes in the series."""
        notes: list[Note] = []
        if self.missing:
            notes.append(("values_missing", {"count": self.missing, "of": self.values.size}))
        if self.gaps:
            notes.append(("time_gaps", {"count": self.gaps}))
        return notes

    @property
    def begins(self) -> np.ndarray:
        """The first step of the stretch that each is in, (n,)."""
        begins: np.ndarray = np.searchsorted(self.stretch, self.stretch)
        return begins

    def filled(self) -> np.ndarray:
        """`values` with the last measured one of the same stretch where there is none; nan before the first."""
        place = np.broadcast_to(np.arange(len(self.values))[:, None], self.values.shape)
        last = np.maximum.accumulate(np.where(np.isnan(self.values), -1, place), axis=0)
        filled: np.ndarray = np.take_along_axis(
            self.values, np.where(last >= self.begins[:, None], last, place), axis=0
        )
        return filled


def read_steps(source: Series, columns: tuple[str, ...]) -> Steps:
    """The steps of `source`, with `columns` as channels.

    Raises JobFault: what `read_table` and `read_parts` raise, column_missing, time_wrong, time_repeated, number_wrong,
    label_empty.
    """
    file = Path(source.path).name
    table = read_table(Path(source.path))
    times = _read_times(table, source.time, file)
    values = np.column_stack([_read_numbers(table, column, file) for column in columns])
    names = text_column(table, source.group, file, empty="label_empty") if source.group else [""] * len(times)
    _, group = np.unique(np.array(names, dtype=object), return_inverse=True)
    rows = np.lexsort((times, group))
    times, group = times[rows], group[rows]
    given = read_parts(table, source)
    if given is not None:
        given = given[rows]
    stretch = _number_stretches(times, group, rows, file)
    return Steps(file, table, columns, values[rows], times, rows, stretch, group, given)


def place_in_time(steps: Steps, shares: Split) -> np.ndarray:
    """The part (n,) of each step, as its place in PARTS: the first share of all steps is to train on, the last for the
    test; steps of one moment are in one part. Raises JobFault parts_out_of_order."""
    if steps.given is not None:
        _check_order(steps.times, steps.given, steps.file)
        return steps.given
    ordered = np.sort(steps.times)
    second, third = (
        ordered[min(round(len(ordered) * share), len(ordered) - 1)] for share in (shares.train, 1 - shares.test)
    )
    part: np.ndarray = (steps.times >= second).astype(np.int64) + (steps.times >= third)
    return part


@dataclass(frozen=True)
class Windows:
    """Windows on series, numbered from 0: `firsts` (w,) are their first steps, `earliest` (w,) their stretches'.

    `values` (n, channels) are scaled and without holes, `measured` (n, channels) says which were measured.
    """

    values: np.ndarray
    measured: np.ndarray
    firsts: np.ndarray
    earliest: np.ndarray
    context: int
    horizon: int

    def past(self, rows: np.ndarray) -> np.ndarray:
        """What the model reads: (b, context, channels)."""
        return self._steps(self.values, rows, 0, self.context)

    def past_measured(self, rows: np.ndarray) -> np.ndarray:
        """Which of it was measured: (b, context, channels)."""
        return self._steps(self.measured, rows, 0, self.context)

    def future(self, rows: np.ndarray) -> np.ndarray:
        """What follows: (b, horizon, channels)."""
        return self._steps(self.values, rows, self.context, self.horizon)

    def future_measured(self, rows: np.ndarray) -> np.ndarray:
        """Which of what follows was measured: (b, horizon, channels)."""
        return self._steps(self.measured, rows, self.context, self.horizon)

    def last(self, rows: np.ndarray) -> np.ndarray:
        """The last step (b,) that the model reads."""
        last: np.ndarray = self.firsts[rows] + self.context - 1
        return last

    def _steps(self, of: np.ndarray, rows: np.ndarray, start: int, count: int) -> np.ndarray:
        taken: np.ndarray = of[self.firsts[rows][:, None] + np.arange(start, start + count)]
        return taken


def cut_windows(
    steps: Steps, part: np.ndarray, *, context: int, horizon: int, stride: int, target: int
) -> tuple[np.ndarray, Parts]:
    """The first steps (w,) of all windows, and the windows of each part.

    A window belongs to the part of its horizon, whose past may reach back into the part before; without horizon to that
    of all its steps. Windows to train on begin every `stride` steps, the others do not overlap in what counts. Left out
    is a window of whose first `target` channels nothing that counts, or less than half of what is read, was measured.
    Raises JobFault too_few_windows.
    """
    length = context + horizon
    firsts = np.arange(max(0, len(steps.times) - length + 1))
    whole = steps.stretch[firsts] == steps.stretch[firsts + length - 1]
    counts = firsts + context if horizon else firsts  # where what counts begins
    same = part[counts] == part[firsts + length - 1]
    measured = np.append(0, np.cumsum(~np.isnan(steps.values[:, :target]).all(axis=1)))
    seen = 2 * (measured[firsts + context] - measured[firsts]) >= context
    firsts = firsts[whole & same & seen & (measured[firsts + length] > measured[counts])]
    offset = firsts - steps.begins[firsts]
    place = part[firsts + length - 1]
    apart = np.where(place == 0, stride, horizon or context)
    firsts, place = firsts[offset % apart == 0], place[offset % apart == 0]
    train, validation, test = (np.flatnonzero(place == number) for number in range(len(PARTS)))
    if min(map(len, (train, validation, test))) < WINDOWS_NEEDED:
        found = {"train": len(train), "validation": len(validation), "test": len(test)}
        raise JobFault("too_few_windows", needed=WINDOWS_NEEDED, length=length, **found)
    return firsts, Parts(train, validation, test, dropped=0)


def place_recordings(steps: Steps, classes: np.ndarray, shares: Split, *, seed: int) -> np.ndarray:
    """The part (n,) of each step, as its place in PARTS, where `classes` (n,) are known of the steps.

    Groups that have one class each, and are enough for a split, are recordings: each is in one part as a whole, drawn
    class by class. Others are placed in time. Raises JobFault parts_out_of_order.
    """
    firsts = np.flatnonzero(np.diff(steps.group, prepend=-1))  # of the groups
    if steps.given is not None:
        return steps.given if _is_same(steps.given, firsts) else place_in_time(steps, shares)
    if not _is_same(classes, firsts) or len(firsts) < ROWS_NEEDED or _rarest(classes[firsts]) < len(PARTS):
        return place_in_time(steps, shares)
    drawn = split_rows(range(len(firsts)), classes[firsts], shares, seed=seed)
    place = np.zeros(len(firsts), dtype=np.int64)
    place[drawn.validation], place[drawn.test] = 1, 2
    placed: np.ndarray = place[steps.group]
    return placed


def _is_same(values: np.ndarray, firsts: np.ndarray) -> bool:
    """Whether `values` (n,) change only where a group begins."""
    return bool(np.isin(np.flatnonzero(np.diff(values)) + 1, firsts).all())


def _rarest(classes: np.ndarray) -> int:
    return int(np.unique(classes, return_counts=True)[1].min())


def _read_times(table: pa.Table, column: str, file: str) -> np.ndarray:
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


def _read_numbers(table: pa.Table, column: str, file: str) -> np.ndarray:
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


def _number_stretches(times: np.ndarray, group: np.ndarray, rows: np.ndarray, file: str) -> np.ndarray:
    """Numbers (n,) of the stretches without a gap: time goes on by its most frequent step, give or take half of it.

    Raises JobFault time_repeated.
    """
    inside = np.diff(group) == 0
    gone = np.diff(times)
    repeated = np.flatnonzero(inside & (gone == 0))
    if len(repeated):
        raise JobFault("time_repeated", file=file, row=int(rows[repeated[0] + 1]) + 1, count=len(repeated))
    if not inside.any():
        return np.arange(len(times))
    kinds, often = np.unique(gone[inside], return_counts=True)
    step = kinds[often.argmax()]
    begins = ~inside | (np.abs(gone - step) > step / 2)
    return np.append(0, np.cumsum(begins))


def _check_order(times: np.ndarray, given: np.ndarray, file: str) -> None:
    """Raises JobFault parts_out_of_order unless each part ends before the next begins."""
    for place, later in enumerate(PARTS[1:]):
        if times[given == place].max() >= times[given == place + 1].min():
            raise JobFault("parts_out_of_order", file=file, earlier=PARTS[place], later=later)
