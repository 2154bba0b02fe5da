"""A large table such as a plant's: numbers, times, a site, and notes that people wrote."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

ROWS_AT_ONCE = 100_000
SEED = 20261123
VOCABULARY = (
    "the pump bearing noise stopped while furnace sensor reports a high temperature again and vibration of spindle was "
    "checked replaced by hand after shift"
)
WORDS = pa.array(VOCABULARY.split())
WORDS_OF_A_NOTE = 12


def write_table(path: Path, size: int) -> None:
    """Write a CSV file of at least `size` bytes."""
    random = np.random.default_rng(SEED)
    first = _rows(random, 0)
    with path.open("wb") as file, pacsv.CSVWriter(file, first.schema) as writer:
        at = 0
        while file.tell() < size:
            writer.write_table(first if not at else _rows(random, at))
            at += ROWS_AT_ONCE


def _rows(random: np.random.Generator, at: int) -> pa.Table:
    n = ROWS_AT_ONCE
    words = [WORDS.take(pa.array(random.integers(0, len(WORDS), n))) for _ in range(WORDS_OF_A_NOTE)]
    seconds = (np.arange(at, at + n) * 7 + 1_700_000_000).astype("datetime64[s]")
    return pa.table(
        {
            "id": np.arange(at, at + n),
            "at": pa.array(seconds),
            "site": pa.array(["north", "south", "harbour"]).take(pa.array(random.integers(0, 3, n))),
            "temperature": random.normal(300, 10, n).round(3),
            "pressure": random.normal(1e5, 500, n).round(2),
            "torque": random.normal(40, 9, n),
            "count": random.integers(0, 1_000, n),
            "note": pc.binary_join_element_wise(*words, " "),
        }
    )
