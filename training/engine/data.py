"""Labelled rows as a classifier takes them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.faults import JobFault
from engine.spec import DataSource, LabelledTexts
from engine.split import PARTS
from engine.tables import read_table, text_column


@dataclass(frozen=True)
class Rows:
    """The rows of a data file: `labels` is (n,) with indices into `names`, which is sorted.

    `given` is (n,) with the part that the file names for each row, as its place in PARTS; None where it names none.
    """

    texts: list[str]
    labels: np.ndarray
    names: list[str]
    given: np.ndarray | None


def read_rows(source: LabelledTexts) -> Rows:
    """The texts and labels of `source`.

    Raises JobFault: what `read_table` raises, column_missing, text_empty, label_empty, one_class, part_unknown.
    """
    path = Path(source.path)
    table = read_table(path)
    texts = text_column(table, source.text, path.name, empty="text_empty")
    labels, names = read_classes(table, source.label, path.name)
    return Rows(texts, labels, names, read_parts(table, source))


def read_classes(table: pa.Table, column: str, file: str) -> tuple[np.ndarray, list[str]]:
    """Classes (n,) as indices into their sorted names. Raises JobFault: column_missing, label_empty, one_class."""
    labels = text_column(table, column, file, empty="label_empty")
    names, indices = np.unique(np.array(labels, dtype=object), return_inverse=True)
    if len(names) == 1:
        raise JobFault("one_class", file=file, column=column)
    return indices.astype(np.int64), names.tolist()


def read_parts(table: pa.Table, source: DataSource) -> np.ndarray | None:
    """The part (n,) that each row is given to, as its place in PARTS; None where the spec names no column for it.

    Raises JobFault: column_missing, label_empty, part_unknown, part_missing.
    """
    if source.part is None:
        return None
    file = Path(source.path).name
    named = text_column(table, source.part, file, empty="label_empty")
    for row, part in enumerate(named, start=1):
        if part not in PARTS:
            raise JobFault("part_unknown", file=file, column=source.part, row=row)
    given = np.array([PARTS.index(part) for part in named])
    for place, part in enumerate(PARTS):
        if place not in given:
            raise JobFault("part_missing", file=file, column=source.part, part=part)
    return given
