"""How quick a normalised table is looked into: a filter over ten million rows, a profile of a million."""

import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.profiling import opened, profile

ROWS, PROFILED, SMOKE = 10_000_000, 1_000_000, 10_000
ROWS_AT_ONCE = 250_000
SEED = 20261123
FILTER = "SELECT * FROM rows WHERE site = 'south' AND count = 7 AND torque > 60 LIMIT 50"
TRIES = 3


def filter_seconds(folder: Path, *, smoke: bool) -> float:
    """Seconds of the quickest of three, opening the file included: the pages of a preview open it each time."""
    path = _written(folder / "many.parquet", SMOKE if smoke else ROWS)
    return min(_timed(path) for _ in range(TRIES))


def _timed(path: Path) -> float:
    started = time.perf_counter()
    with opened(path) as connection:
        connection.execute(FILTER).fetchall()
    return time.perf_counter() - started


def profile_seconds(folder: Path, *, smoke: bool) -> float:
    """Seconds for types, ranges, lengths and exact duplicates."""
    path = _written(folder / "some.parquet", SMOKE if smoke else PROFILED)
    started = time.perf_counter()
    assert profile(path).rows == (SMOKE if smoke else PROFILED)
    return time.perf_counter() - started


def _written(path: Path, rows: int) -> Path:
    random = np.random.default_rng(SEED)
    first = _rows(random, 0, min(rows, ROWS_AT_ONCE))
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for at in range(0, rows, len(first)):
            writer.write_table(_rows(random, at, len(first)))
    return path


def _rows(random: np.random.Generator, at: int, count: int) -> pa.Table:
    sites = pa.array(["north", "south", "harbour"]).take(pa.array(random.integers(0, 3, count)))
    numbers = {"id": np.arange(at, at + count), "torque": random.normal(40, 9, count)}
    return pa.table({**numbers, "count": random.integers(0, 1_000, count), "site": sites})
