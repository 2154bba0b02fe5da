"""Which rows are for training, for validation and for the test: as the data say, or made here, once."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from catalog.formats.album import ALBUM, pictures_of
from catalog.formats.headers import free
from catalog.formats.schema import Column, Fault, FormatError, Guess, Schema, Split, fault
from catalog.formats.sharing import shared_out
from catalog.formats.sources import SPLITS
from catalog.formats.writing import DATA, write_rows
from catalog.likeness import alike_rows

PARTS = ("train", "validation", "test")  # of rows that are alike the last of these keeps its own
NONE = -1


def divided(folder: Path, schema: Schema, guess: Guess, name: str) -> Schema:
    """Every row of the table in `folder` gets its part, in the column whose role is split; or as the data say it.

    Raises FormatError: a row says another part, a part stays empty, or rows of two parts are alike and may not be.
    """
    told = next((column for column in schema.columns if column.role == "split"), None)
    if not guess.split.way and told is None:
        return schema
    table = folder / DATA
    if guess.split.way:
        places = _checked(shared_out(table, schema.columns, guess.split), name)
    else:
        places = _given(table, told.name, name)  # type: ignore[union-attr]  # told, where nothing is made
    kept = _kept(folder, schema, guess.split, places, name)
    if guess.split.way or not kept.all() or not _is_plain(table, told):
        written = _written(folder, schema, guess, told, places, kept)
        if not kept.all():
            _leave_pictures(folder, schema)
        schema = replace(written, shape=schema.shape, repaired=[*schema.repaired, *_told(kept, name)])
    split = guess.split if guess.split.way else replace(guess.split, way="given")
    counts = {part: int((places[kept] == place).sum()) for place, part in enumerate(PARTS)}
    told_of = {"parts": counts, "in_none": int((places[kept] == NONE).sum()), "removed": int((~kept).sum())}
    return replace(schema, split=asdict(split) | told_of)


def _given(table: Path, column: str, name: str) -> np.ndarray:
    """The place in PARTS of each row (n,), NONE where nothing is said. Raises FormatError: a row says another part."""
    places: list[np.ndarray] = []
    row = 1
    for batch in pq.ParquetFile(table).iter_batches(columns=[column]):
        coded = pc.dictionary_encode(batch.column(0))
        known = [SPLITS.get(str(value).strip().lower()) for value in coded.dictionary.to_pylist()]
        codes = coded.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
        here = np.array([*(PARTS.index(part) if part else NONE - 1 for part in known), NONE], dtype=np.int8)[codes]
        if len(wrong := np.flatnonzero(here < NONE)):
            at = int(wrong[0])
            value = str(batch.column(0)[at].as_py())
            raise FormatError([fault("split_unknown", name, row=row + at, column=column, value=value)])
        places.append(here)
        row += len(batch)
    return np.concatenate(places)


def _checked(places: np.ndarray, name: str) -> np.ndarray:
    for place, part in enumerate(PARTS):
        if place not in places:
            raise FormatError([fault("split_empty", name, part=part)])
    return places


def _kept(folder: Path, schema: Schema, split: Split, places: np.ndarray, name: str) -> np.ndarray:
    """Which rows stay (n,): of those that are alike but in other parts, the ones of the last part."""
    kept = np.ones(len(places), dtype=bool)
    if split.alike == "told":
        return kept
    album = folder / ALBUM
    columns = [asdict(column) for column in schema.columns]
    found = alike_rows(folder / DATA, columns, album if album.exists() else None)
    if found.compared < len(places):
        raise FormatError([fault("alike_too_many", name, limit=found.compared)])
    across = [group for group in map(np.array, found.groups) if len(set(places[group].tolist()) - {NONE}) > 1]
    if across and split.alike == "refused":
        raise FormatError(fault("alike_across", name, **_pair(group, places)) for group in across)
    for group in across:
        kept[group[places[group] < places[group].max()]] = False
    return kept


def _pair(group: np.ndarray, places: np.ndarray) -> dict[str, str | int]:
    first = next(row for row in group.tolist() if places[row] != NONE)
    other = next(row for row in group.tolist() if places[row] not in (NONE, places[first]))
    return {"row": first + 1, "part": PARTS[places[first]], "other": other + 1, "other_part": PARTS[places[other]]}


def _told(kept: np.ndarray, name: str) -> list[Fault]:
    gone = np.flatnonzero(~kept)
    return [fault("alike_removed", name, count=len(gone), row=int(gone[0]) + 1)] if len(gone) else []


def _is_plain(table: Path, column: Column | None) -> bool:
    """Whether the column says it in our words already."""
    assert column is not None  # where nothing is made there is one
    values = pc.unique(pq.read_table(table, columns=[column.name])[column.name]).to_pylist()
    return set(values) <= {*PARTS, None}


def _written(
    folder: Path, schema: Schema, guess: Guess, told: Column | None, places: np.ndarray, kept: np.ndarray
) -> Schema:
    """The table once more, with its parts and without the rows that go."""
    own = told or Column(free("split", {column.name for column in schema.columns}), "text", "split")
    columns = [own if each == told else each for each in schema.columns]
    columns = [replace(each, kind="text") if each is own else each for each in columns]
    if told is None:
        columns.append(own)
    with tempfile.TemporaryDirectory(dir=folder) as half:
        rows = _rows(folder / DATA, own.name, places, kept)
        made = write_rows(rows, replace(guess, columns=columns), Path(half), DATA)
        (Path(half) / DATA).replace(folder / DATA)
    return made


def _leave_pictures(folder: Path, schema: Schema) -> None:
    """The archive, if there is one, without the pictures that only rows named that are gone."""
    album = folder / ALBUM
    if album.exists():
        half = album.with_suffix(".half")
        pictures_of([album], folder / DATA, [each.name for each in schema.columns if each.kind == "picture"], half)
        half.replace(album)


def _rows(table: Path, column: str, places: np.ndarray, kept: np.ndarray) -> Iterator[pa.RecordBatch]:
    names = pa.array([*PARTS, None], pa.string())
    at = 0
    for batch in pq.ParquetFile(table).iter_batches():
        here = slice(at, at + len(batch))
        parts = names.take(pa.array(np.where(places[here] == NONE, len(PARTS), places[here])))
        known = batch.schema.get_field_index(column)
        with_parts = batch.append_column(column, parts) if known < 0 else batch.set_column(known, column, parts)
        yield with_parts.filter(pa.array(kept[here]))
        at += len(batch)
