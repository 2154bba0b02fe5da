"""Rows of texts, with their labels where they have some."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.faults import JobFault
from engine.gathered import Origin, read_gathered
from engine.spec import DataSource, LabelledTexts, MultiLabelledTexts
from engine.split import PARTS, normalised
from engine.tables import list_column, text_column

NAMES = (("train", "training"), ("validation", "valid", "val", "dev"), ("test", "testing", "eval"))  # of each part
PLACES = {name: place for place, names in enumerate(NAMES) for name in names}
TRAIN, VALIDATION = PLACES["train"], PLACES["validation"]
LENT = 7  # the shares of a split without a column: 0.6 to 0.1


@dataclass(frozen=True)
class Rows:
    """The rows of a data file: `labels` is (n,) with indices into `names`, which is sorted.

    `given` is (n,) with the part that the file names for each row, as its place in PARTS; None where it names none.
    """

    texts: list[str]
    labels: np.ndarray
    names: list[str]
    given: np.ndarray | None
    origin: Origin
    second: list[str] | None = None  # of pairs of texts
    columns: dict[str, list[str]] = field(default_factory=dict)  # by which the result is sliced

    def columns_of(self, rows: np.ndarray) -> dict[str, list[str]]:
        """What stands in the columns of these rows."""
        return {name: [cells[row] for row in rows] for name, cells in self.columns.items()}

    def keys(self) -> list[Hashable]:
        """What tells rows apart that a person would not call the same."""
        firsts = [normalised(text) for text in self.texts]
        if self.second is None:
            return [*firsts]
        return [*zip(firsts, (normalised(text) for text in self.second), strict=True)]

    def whole(self) -> list[str]:
        """All that stands in each row, in one text."""
        if self.second is None:
            return self.texts
        return [f"{first}\n{second}" for first, second in zip(self.texts, self.second, strict=True)]


def read_rows(source: LabelledTexts) -> Rows:
    """The texts and labels of `source`.

    Raises JobFault: what `read_table` raises, column_missing, text_empty, label_empty, one_class, part_unknown.
    """
    path = Path(source.path)
    return _read(source, lambda table: read_classes(table, source.label, path.name))


def read_multi_label_rows(source: MultiLabelledTexts) -> Rows:
    """The texts of `source` and their labels, here (n, classes) with 1 where a text has a label.

    Raises JobFault: what `read_table` raises, column_missing, text_empty, one_class, part_unknown.
    """
    return _read(source, lambda table: _read_label_sets(table, source))


def _read(source: LabelledTexts, read_labels: Callable[[pa.Table], tuple[np.ndarray, list[str]]]) -> Rows:
    path = Path(source.path)
    needed = (source.text, source.second, source.label, source.part, *source.slices)
    table, origin = read_gathered(source, [column for column in dict.fromkeys(needed) if column])
    with origin.naming_files():
        texts = text_column(table, source.text, path.name, empty="text_empty")
        second = text_column(table, source.second, path.name, empty="text_empty") if source.second else None
        labels, names = read_labels(table)
        columns = {**read_columns(table, source.slices, path.name), **origin.column}
        return Rows(texts, labels, names, read_parts(table, source), origin, second, columns)


def _read_label_sets(table: pa.Table, source: MultiLabelledTexts) -> tuple[np.ndarray, list[str]]:
    each = _labels_of(table, source)
    names = sorted({label for labels in each for label in labels})
    if len(names) < 2:
        raise JobFault("one_class", file=Path(source.path).name, column=source.label)
    place = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(each), len(names)), dtype=np.int64)
    for row, labels in enumerate(each):
        matrix[row, [place[label] for label in labels]] = 1
    return matrix, names


def _labels_of(table: pa.Table, source: MultiLabelledTexts) -> list[set[str]]:
    """The labels of each row: its list's texts, or what the separator keeps apart in its cell, which may be empty."""
    file, column = Path(source.path).name, source.label
    if column in table.column_names and pa.types.is_list(table.schema.field(column).type):
        cells = list_column(table, column, file)
    else:
        cells = [cell.split(source.separator) for cell in text_column(table, column, file, empty=None)]
    return [{label.strip() for label in labels} - {""} for labels in cells]


def read_classes(table: pa.Table, column: str, file: str) -> tuple[np.ndarray, list[str]]:
    """Classes (n,) as indices into their sorted names. Raises JobFault: column_missing, label_empty, one_class."""
    labels = text_column(table, column, file, empty="label_empty")
    names, indices = np.unique(np.array(labels, dtype=object), return_inverse=True)
    if len(names) == 1:
        raise JobFault("one_class", file=file, column=column)
    return indices.astype(np.int64), names.tolist()


def read_columns(table: pa.Table, names: Sequence[str], file: str) -> dict[str, list[str]]:
    """What stands in these columns, which may be empty. Raises JobFault column_missing."""
    return {name: text_column(table, name, file, empty=None) for name in names}


def read_parts(table: pa.Table, source: DataSource, *, lending: bool = True) -> np.ndarray | None:
    """The part (n,) that each row is given to, as its place in PARTS; None where the spec names no column for it.

    With `lending` as `check_given` does.

    Raises JobFault: column_missing, label_empty, part_unknown, part_missing.
    """
    if source.part is None:
        return None
    named = text_column(table, source.part, Path(source.path).name, empty="label_empty")
    return check_given(places_of(named), source, lending=lending)


def places_of(named: Sequence[str]) -> np.ndarray:
    """The places of these parts in PARTS, (n,), by whichever of their names; -1 where there is no such part."""
    return np.array([PLACES.get(part.lower(), -1) for part in named], dtype=np.int8)


def check_given(given: np.ndarray, source: DataSource, *, lending: bool = True) -> np.ndarray:
    """The parts (n,) that rows are given to, when all are known.

    Where none is to validate on, every seventh to train on lends itself, unless the caller does this in its own way.
    Raises JobFault: part_unknown, part_missing.
    """
    where = {"file": Path(source.path).name, "column": source.part or ""}
    unknown = np.flatnonzero(given < 0)
    if len(unknown):
        raise JobFault("part_unknown", **where, row=int(unknown[0]) + 1)
    if lending:
        given = lent(given, np.flatnonzero(given == TRAIN))
    for place, part in enumerate(PARTS if lending else ("train", "", "test")):
        if part and place not in given:
            raise JobFault("part_missing", **where, part=part)
    return given


def lent(given: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    """The parts (n,) with every seventh of the `candidates` to validate on, where nothing else is."""
    if VALIDATION in given or len(candidates) < LENT:
        return given
    given = given.copy()
    given[candidates[LENT - 1 :: LENT]] = VALIDATION
    return given
