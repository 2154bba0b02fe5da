"""Pictures, with what a table or their folders say of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from catalog.formats.album import Album
from catalog.formats.kinds import TYPES
from catalog.formats.limits import SAMPLE_ROWS
from catalog.formats.sampling import Sample
from catalog.formats.schema import Column, FormatError, Guess, fault
from catalog.formats.sources import SPLITS, Part

PICTURE, LABEL, SPLIT = "picture", "label", "split"
ROWS_AT_ONCE = 1_024
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
AGREEING = 0.5  # a column of a table names pictures when at least so many of its values do

Hear = Callable[[int], None]


def is_picture(part: Part) -> bool:
    """Whether its name says that it is a picture; whether it is one is seen when it is decoded."""
    return part.suffix in ENDINGS


class Shelf:
    """The pictures of a source, by the paths that tables and folders know them by."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self._by_path = {part.name: part for part in parts}
        names = Counter(PurePosixPath(part.name).name for part in parts)
        called = [(PurePosixPath(part.name).name, part) for part in parts]
        self._by_name = {name: part for name, part in called if names[name] == 1}
        self._root = _common(list(self._by_path))

    def find(self, path: str) -> Part | None:
        """The picture that a table calls so: by its whole path, without the folder around all, or by its name alone."""
        path = path.strip().replace("\\", "/").removeprefix("./")
        found = self._by_path.get(path) or self._by_path.get(f"{self._root}{path}")
        return found or self._by_name.get(PurePosixPath(path).name)

    def told(self, part: Part) -> dict[str, str]:
        """What the folders of a picture say: the split, and the label, which is the innermost of the other folders."""
        folders = PurePosixPath(part.name.removeprefix(self._root)).parent.parts
        split = next((SPLITS[each.lower()] for each in folders if each.lower() in SPLITS), "")
        rest = [each for each in folders if each.lower() not in SPLITS]
        return {**({LABEL: rest[-1]} if rest else {}), **({SPLIT: split} if split else {})}


def _common(paths: list[str]) -> str:
    """The folders that all paths begin with, unless these are splits."""
    first = PurePosixPath(paths[0]).parent.parts if paths else ()
    depth = 0
    for at, folder in enumerate(first):
        root = "/".join(first[: at + 1]) + "/"
        if folder.lower() in SPLITS or not all(path.startswith(root) for path in paths):
            break
        depth = at + 1
    return "".join(f"{folder}/" for folder in first[:depth])


def look_at_folders(parts: list[Part]) -> Sample:
    """What the folders say."""
    shelf = Shelf(parts)
    told = [shelf.told(part) for part in parts]
    values: dict[str, list[Any]] = {PICTURE: [part.name for part in parts[:SAMPLE_ROWS]]}
    for name in (LABEL, SPLIT):
        if any(name in each for each in told):
            values[name] = [each.get(name, "") for each in told]
    return Sample("pictures", "", {}, values, [], {name: "picture" if name == PICTURE else "text" for name in values})


def naming_column(values: dict[str, list[Any]], parts: list[Part]) -> str:
    """The column of a table that names the pictures; "" when none does."""
    shelf = Shelf(parts)
    for name, column in values.items():
        said = [value for value in column if isinstance(value, str) and value]
        if said and sum(shelf.find(value) is not None for value in said) >= AGREEING * len(said):
            return name
    return ""


def by_folders(parts: list[Part], columns: list[Column], album: Album, hear: Hear) -> Iterator[pa.RecordBatch]:
    """A row for each picture, in the order of the files."""
    shelf = Shelf(parts)
    rows: list[dict[str, str]] = []
    for number, part in enumerate(parts, 1):
        hear(part.size)
        if entry := album.add(part, row=number):
            rows.append({**shelf.told(part), PICTURE: entry})
        if rows and (len(rows) == ROWS_AT_ONCE or number == len(parts)):
            arrays = [pa.array([row.get(column.name) for row in rows], TYPES["text"]) for column in columns]
            yield pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
            rows = []


def by_table(
    batches: Iterator[pa.RecordBatch], table: Part, parts: list[Part], guess: Guess, album: Album, hear: Hear
) -> Iterator[pa.RecordBatch]:
    """The rows of a table, with its column of pictures naming entries of the album."""
    shelf = Shelf(parts)
    column = guess.dialect["picture"]
    name = next(each.name for each in guess.columns if each.kind == "picture")
    row = 0
    for batch in batches:
        entries = []
        for value in batch.column(column).to_pylist():
            row += 1
            part = shelf.find(value or "")
            if part:
                hear(part.size)
                entries.append(album.add(part, row=row))
            else:
                album.leave_out(fault("picture_missing", table.name, row=row, column=column, value=value or ""))
                entries.append("")
        at = batch.schema.get_field_index(column)
        named = batch.set_column(at, name, pa.array([entry or None for entry in entries], TYPES["picture"]))
        yield named.filter(pa.array([bool(entry) for entry in entries]))


def check_album(album: Album, name: str) -> None:
    """Raises FormatError: more pictures were left out than were taken."""
    if album.taken < album.left_out:
        raise FormatError(album.faults or [fault("no_pictures", name)])
