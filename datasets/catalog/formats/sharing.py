"""Sharing rows out to train, validation and test: by chance, class by class, whole groups, or by time."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.formats.schema import Column, Split

TRAIN, VALIDATION, TEST = range(3)
ROLE = {"stratified": "label", "grouped": "group", "time": "time"}  # of the column that a way goes by


def shared_out(table: Path, columns: Sequence[Column], split: Split) -> np.ndarray:
    """The part of each row (n,); the same seed gives the same parts. The column that the way goes by is there."""
    random = np.random.Generator(np.random.PCG64(split.seed))
    rows = pq.read_metadata(table).num_rows
    if split.way == "random":
        return _by_chance(np.zeros(rows, dtype=np.int64), split, random)
    name = next(column.name for column in columns if column.role == ROLE[split.way])
    values = pq.read_table(table, columns=[name])[name].combine_chunks()
    if split.way == "time":
        return _by_time(values, split)
    return (_by_chance if split.way == "stratified" else _by_group)(_codes(values), split, random)


def _codes(values: pa.Array) -> np.ndarray:
    """A number for each value (n,); what is missing is like nothing else."""
    coded = pc.dictionary_encode(values)
    codes: np.ndarray = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    missing = codes < 0
    codes[missing] = len(coded.dictionary) + np.arange(missing.sum())
    return codes


def _by_chance(classes: np.ndarray, split: Split, random: np.random.Generator) -> np.ndarray:
    """Of each class the same shares, as far as whole rows allow; one that is small is trained on first."""
    order = np.lexsort((random.permutation(len(classes)), classes))  # class by class, in any order within
    sizes = np.bincount(classes)
    within = np.arange(len(classes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)  # place within its class
    size = np.repeat(sizes, sizes)
    test = np.minimum(np.ceil(split.test * size - 0.5).clip(min=1), np.maximum(size - 1, 0))
    validation = np.minimum(np.ceil(split.validation * size - 0.5).clip(min=1), np.maximum(size - 1 - test, 0))
    places = np.empty(len(classes), dtype=np.int8)
    places[order] = np.where(within < test, TEST, np.where(within < test + validation, VALIDATION, TRAIN))
    return places


def _by_group(groups: np.ndarray, split: Split, random: np.random.Generator) -> np.ndarray:
    """Each group is in one part; the groups follow one another in any order, and the shares cut between them."""
    sizes = np.bincount(groups)
    order = random.permutation(len(sizes))
    middle = np.cumsum(sizes[order]) - sizes[order] / 2
    part = np.empty(len(sizes), dtype=np.int8)
    part[order] = _cut(middle / len(groups), split.test, split.test + split.validation)
    places: np.ndarray = part[groups]
    return places


def _cut(shares: np.ndarray, test: float, validation: float) -> np.ndarray:
    return np.where(shares < test, TEST, np.where(shares < validation, VALIDATION, TRAIN)).astype(np.int8)


def _by_time(moments: pa.Array, split: Split) -> np.ndarray:
    """The earliest are trained on, the latest tested; rows of one moment are in one part, those of none trained on."""
    from_the_latest = pc.rank(moments, sort_keys="descending", tiebreaker="max").to_numpy()  # what is missing is last
    return _cut((from_the_latest - 0.5) / len(moments), split.test, split.test + split.validation)
