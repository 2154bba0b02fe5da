"""Rows of one file or of several, read as one table: which row is of which source, and faults that name its file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.faults import JobFault
from engine.slices import Slice, slices
from engine.spec import Gathered
from engine.split import PARTS, Parts
from engine.tables import Reader, read_table

BY = "source"  # as slices call it


@dataclass(frozen=True)
class Origin:
    """Where rows are from: the next `sizes[i]` of them from the source `names[i]`, which may come again later."""

    files: list[str]
    names: list[str]
    weights: list[float]
    sizes: list[int]

    @property
    def column(self) -> dict[str, list[str]]:
        """The source of each row as a column to slice by; none where there is one source only."""
        if len(set(self.names)) == 1:
            return {}
        return {BY: np.repeat(self.names, self.sizes).tolist()}

    def of_source(self, name: str) -> np.ndarray:
        """Which of the rows (n,) are of the source of this name."""
        return np.repeat([own == name for own in self.names], self.sizes)

    @property
    def drawn(self) -> np.ndarray | None:
        """How often each row (n,) is drawn, beside others; None where all are alike."""
        return None if set(self.weights) == {1.0} else np.repeat(self.weights, self.sizes)

    def slices(self, rows: np.ndarray) -> Iterator[Slice]:
        """The sources of these rows as slices; none where there is one source only."""
        columns = {name: [cells[row] for row in rows] for name, cells in self.column.items()}
        return slices(None, None, columns)

    @contextmanager
    def naming_files(self) -> Iterator[None]:
        """A fault inside that names a row of the whole table names the row of its file instead."""
        try:
            yield
        except JobFault as fault:
            row = fault.params.get("row")
            if len(self.files) == 1 or not isinstance(row, int):
                raise
            ends = np.cumsum(self.sizes)
            place = int(np.searchsorted(ends, row))
            there = row - int(ends[place]) + self.sizes[place]
            raise JobFault(fault.code, **{**fault.params, "file": self.files[place], "row": there}) from fault


class OfSources:
    """What every task knows whose rows may be of several sources: `origin` says which row is of which."""

    origin: Origin
    parts: Parts

    @property
    def used(self) -> Parts:
        """The rows that are trained and tested on, where some of `parts` have nothing to learn."""
        return self.parts

    def of_source(self, name: str) -> np.ndarray:
        """Which of the rows (n,) are of the source of this name."""
        return self.origin.of_source(name)

    @property
    def row_weights(self) -> np.ndarray | None:
        """How often each training row is drawn, by its source."""
        drawn = self.origin.drawn
        return None if drawn is None else drawn[self.used.train]


def read_gathered(
    source: Gathered, columns: Sequence[str], more: "Mapping[str, Reader] | None" = None, *, inside: str = ""
) -> tuple[pa.Table, Origin]:
    """The rows of all files of `source`, of several the `columns` that they have in common; `more` as in `read_table`.

    With `inside` the sources are folders, and that is the table in each.
    Raises JobFault: what `read_table` raises, column_missing, column_mixed.
    """
    paths = [Path(each.path) / inside for each in source.files]
    tables = [read_table(path, more) for path in paths]
    weights, sizes = [each.weight for each in source.files], [table.num_rows for table in tables]
    origin = Origin(told_apart(paths), source.names, weights, sizes)
    if len(tables) == 1:
        return tables[0], origin
    chosen = [_chosen(table, columns, file) for table, file in zip(tables, origin.files, strict=True)]
    mixed = next((column for column in columns if len({_is_list(each, column) for each in chosen}) > 1), None)
    if mixed:
        raise JobFault("column_mixed", file=", ".join(origin.files), column=mixed)
    return pa.concat_tables(chosen, promote_options="permissive"), origin


def told_apart(paths: Sequence[Path]) -> list[str]:
    """What sentences call these files: by their folders, too, where their names are alike."""
    alike = len({path.name for path in paths}) < len(paths)
    return [f"{path.parent.name}/{path.name}" if alike else path.name for path in paths]


def leave_out(parts: Parts, data: Gathered, of_source: Callable[[str], np.ndarray]) -> Parts:
    """The parts as `data.left_out` wants them. Raises JobFault source_alone."""
    if data.left_out is None:
        return parts
    left = only_tested(parts, of_source(data.left_out))
    check_left(left, data.left_out)
    return left


def only_tested(parts: Parts, inside: np.ndarray) -> Parts:
    """The parts where rows `inside` (n,) are only tested on, and the test has no others; a part may be empty then."""
    train, validation = (rows[~inside[rows]] for rows in (parts.train, parts.validation))
    return Parts(train, validation, parts.test[inside[parts.test]], parts.dropped)


def check_left(parts: Parts, source: str) -> None:
    """Raises JobFault source_alone where nothing is left to train, to validate or to test on without `source`."""
    for part in PARTS:
        if not len(getattr(parts, part)):
            raise JobFault("source_alone", source=source, part=part)


def _chosen(table: pa.Table, columns: Sequence[str], file: str) -> pa.Table:
    """These columns; what is not a list is text, since files of other formats have numbers where this has words.

    Lists are of texts, too, unless their members have fields of their own.
    """
    for column in columns:
        if column not in table.column_names:
            raise JobFault("column_missing", file=file, column=column, columns=", ".join(table.column_names))
    try:
        return table.select(columns).cast(pa.schema({column: _kind(table, column) for column in columns}))
    except (pa.ArrowException, ValueError) as error:
        raise JobFault("file_unreadable", file=file, format="text") from error


def _kind(table: pa.Table, column: str) -> pa.DataType:
    own = table.schema.field(column).type
    if not _is_list(table, column):
        return pa.string()
    return own if pa.types.is_struct(own.value_type) else pa.list_(pa.string())


def _is_list(table: pa.Table, column: str) -> bool:
    return bool(pa.types.is_list(table.schema.field(column).type))
