"""Sensor series: rows with a time become windows, in order and never shuffled across the borders of time.

Steps are counted in the order of group and time. A window is `context` steps that a model reads and `horizon` steps
that follow; it never crosses from one group to another, nor a gap in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.data import LENT, TRAIN, VALIDATION, lent, read_parts
from engine.faults import JobFault
from engine.gathered import Origin
from engine.messages import Note
from engine.series_cells import read_numbers, read_times
from engine.series_files import read_series
from engine.spec import Series, Split
from engine.split import PARTS, ROWS_NEEDED, Parts, split_rows
from engine.tables import text_column

WINDOWS_NEEDED = 10  # in each part


@dataclass(frozen=True)
class Steps:
    """The n steps of all groups: `values` (n, channels) of `columns` with nan where nothing was measured, `times` (n,),
    `rows` (n,) their places in the data file, `stretch` (n,) numbers the stretches without a gap, `group` (n,) the
    groups, `given` (n,) the parts that the file names, `origin` which rows are of which file."""

    file: str
    table: pa.Table
    columns: tuple[str, ...]
    values: np.ndarray
    times: np.ndarray
    rows: np.ndarray
    stretch: np.ndarray
    group: np.ndarray
    given: np.ndarray | None
    origin: Origin

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


def read_steps(source: Series, columns: tuple[str, ...], more: Sequence[str] = ()) -> Steps:
    """The steps of `source`, with `columns` as channels; `more` are what else is read of its table.

    Raises JobFault: what `read_series` and `read_parts` raise, column_missing, time_wrong, time_repeated, number_wrong,
    label_empty.
    """
    file = Path(source.path).name
    others = (source.time, source.group, source.part, *more)
    table, origin = read_series(source, [*dict.fromkeys(each for each in (*columns, *others) if each)])
    with origin.naming_files():
        times = read_times(table, source.time, file)
        values = np.column_stack([read_numbers(table, column, file) for column in columns])
        group = _read_groups(table, source, origin)
        rows = np.lexsort((times, group))
        given = read_parts(table, source, lending=False)
        stretch = _number_stretches(times[rows], group[rows], rows, file)
    parts = None if given is None else _with_validation(given[rows], times[rows], group[rows])
    return Steps(file, table, columns, values[rows], times[rows], rows, stretch, group[rows], parts, origin)


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

    Raises JobFault too_few_windows.
    """
    firsts, place = place_windows(steps, part, context=context, horizon=horizon, stride=stride, target=target)
    train, validation, test = (np.flatnonzero(place == number) for number in range(len(PARTS)))
    if min(map(len, (train, validation, test))) < WINDOWS_NEEDED:
        found = {"train": len(train), "validation": len(validation), "test": len(test)}
        raise JobFault("too_few_windows", needed=WINDOWS_NEEDED, length=context + horizon, **found)
    return firsts, Parts(train, validation, test, dropped=0)


def place_windows(
    steps: Steps, part: np.ndarray, *, context: int, horizon: int, stride: int, target: int
) -> tuple[np.ndarray, np.ndarray]:
    """The first steps (w,) of all windows, and the part (w,) of each as its place in PARTS.

    A window belongs to the part of its horizon, whose past may reach back into the part before; without horizon to that
    of all its steps. Windows to train on begin every `stride` steps, the others do not overlap in what counts. Left out
    is a window of whose first `target` channels nothing that counts, or less than half of what is read, was measured.
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
    return firsts[offset % apart == 0], place[offset % apart == 0]


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


def _with_validation(given: np.ndarray, times: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The parts (n,) of steps; with none to validate on, of recordings every seventh to train on, else the last seventh
    of the time to train on.
    """
    if VALIDATION in given:
        return given
    firsts = np.flatnonzero(np.diff(group, prepend=-1))
    recordings = lent(given[firsts], np.flatnonzero(given[firsts] == TRAIN))
    if _is_same(given, firsts) and VALIDATION in recordings:
        return np.asarray(recordings[group])
    ends = np.sort(times[given == TRAIN])
    late = times >= ends[-(len(ends) // LENT or 1)]
    return np.where(late & (given == TRAIN), VALIDATION, given)


def _read_groups(table: pa.Table, source: Series, origin: Origin) -> np.ndarray:
    """Numbers (n,) of the groups: what the group column says, in each file by itself.

    Raises JobFault: column_missing, label_empty.
    """
    group = np.zeros(table.num_rows, dtype=np.int64)
    if source.group:
        names = text_column(table, source.group, Path(source.path).name, empty="label_empty")
        _, group = np.unique(np.array(names, dtype=object), return_inverse=True)
    files = np.repeat(np.arange(len(origin.sizes)), origin.sizes)
    _, numbers = np.unique(files * (group.max() + 1) + group, return_inverse=True)
    return np.asarray(numbers)


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
