"""Series of which each is a row, a step in each column: turned into a row for each step."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from catalog.formats.headers import free
from catalog.formats.kinds import NUMERIC
from catalog.formats.schema import Column, Guess

STEP = re.compile(r"(\D*?)(\d+)")
FEWEST_STEPS = 8
MOSTLY = 0.7  # of the columns at least, or it is a table that has some numbered columns
MADE = ("series", "step", "value")  # columns: the number of its row, that of its column, and what stood there
WIDE = "wide"


def steps_of(columns: Sequence[Column]) -> list[str]:
    """The columns that are steps of a series: numbers, called the same but for a number that counts up; or none."""
    first, second = (columns[0].kind, columns[1].kind) if len(columns) > 1 else ("", "")
    told = (
        columns[1:] if (first, second) == ("integer", "number") else columns
    )  # as UCR's archive: the class stands first
    numbered = [(each.name, found) for each in told if each.kind in NUMERIC and (found := STEP.fullmatch(each.name))]
    if len(numbered) < max(FEWEST_STEPS, MOSTLY * len(columns)):
        return []
    prefixes = {found[1] for _, found in numbered}
    gaps = {int(after[2]) - int(before[2]) for (_, before), (_, after) in pairwise(numbered)}
    return [name for name, _ in numbered] if len(prefixes) == 1 and gaps == {1} else []


def lengthened(guess: Guess) -> Guess:
    """The guess with the columns that the long form has, if its table is a wide one."""
    steps = set(steps_of(guess.columns))
    if not steps or guess.shape not in ("table", "series"):
        return guess
    others = [each for each in guess.columns if each.name not in steps]
    taken = {each.name for each in others}
    series, step, value = (free(name, taken) for name in MADE)
    made = [Column(series, "integer", "group"), Column(step, "integer", "time"), Column(value, "number", "target")]
    split = [each for each in others if each.role == "split" and any(guess.parts.values())]
    kept = [replace(each, role=each.role if each.role in ("label", "split") else "") for each in others]
    kept = [each for each in kept if each.name not in {column.name for column in split}]
    if len(kept) == 1 and not kept[0].role:
        kept = [replace(kept[0], role="label")]
    return replace(
        guess,
        shape="series",
        columns=[*made, *kept, *split],
        dialect={**guess.dialect, WIDE: [each.name for each in guess.columns if each not in split]},
    )


def in_file(guess: Guess) -> list[Column]:
    """The columns as the file has them."""
    known = {each.name: each for each in guess.columns}
    return [known.get(name, Column(name, "number")) for name in guess.dialect[WIDE]]


def melted(batch: pa.RecordBatch, guess: Guess, first: int) -> pa.RecordBatch:
    """A row for each step of each series; `first` is the number of the first one, counted from 1."""
    others = [each.name for each in guess.columns[len(MADE) :] if each.name in guess.dialect[WIDE]]
    steps = [name for name in guess.dialect[WIDE] if name not in others]
    rows, count = batch.num_rows, len(steps)
    values = np.stack([batch.column(name).to_numpy(zero_copy_only=False) for name in steps], axis=1).ravel()
    row = np.repeat(np.arange(rows), count)
    arrays = [
        pa.array(row + first),
        pa.array(np.tile([_number(name) for name in steps], rows)),
        pa.array(values, mask=np.isnan(values)),
        *(batch.column(name).take(pa.array(row)) for name in others),
    ]
    return pa.RecordBatch.from_arrays(arrays, names=[each.name for each in guess.columns[: len(arrays)]])


def _number(name: str) -> int:
    found = STEP.fullmatch(name)
    assert found  # `steps_of` has chosen them
    return int(found[2])
