"""The first rows of a dataset, as they stand in its files."""

import math
from pathlib import Path
from typing import Any

from catalog.formats import pictures
from catalog.formats.normalising import made_columns
from catalog.formats.readers import READERS, reader_of
from catalog.formats.sampling import Sample
from catalog.formats.schema import Guess, showable
from catalog.formats.sources import Source, open_source

ROWS = 10
LONGEST = 400  # letters of a value


def first_rows(path: Path, guess: Guess, *, name: str) -> list[dict[str, Any]]:
    """The first rows of `path`, by column, read as `guess` says; of boxes none. Raises FormatError."""
    if guess.format == "coco":
        return []
    source = open_source(path, name)
    sample, split = _sample(source, guess, name)
    told = [sample.values.get(_called(column.name, guess, sample), []) for column in guess.columns]
    rows = min(ROWS, max(map(len, sample.values.values()), default=0))
    made = {column.name for column in made_columns(guess)}
    return [
        {
            column.name: split if column.name in made else _short(values[at] if at < len(values) else None)
            for column, values in zip(guess.columns, told, strict=True)
        }
        for at in range(rows)
    ]


def _sample(source: Source, guess: Guess, name: str) -> tuple[Sample, str]:
    """The beginning, and the split that its file is."""
    if guess.format == "pictures" and not guess.parts:
        return pictures.look_at_folders([part for part in source.parts if pictures.is_picture(part)]), ""
    parts = source.chosen(guess.parts) if guess.parts else source.parts
    reader = READERS[guess.dialect["table"]] if guess.format == "pictures" else reader_of(guess, name)
    return reader.look(parts[0], len(parts), guess.encoding, guess.dialect), parts[0].split


def _called(column: str, guess: Guess, sample: Sample) -> str:
    """What the column is called in its file: the one of pictures may have another name there."""
    return column if column in sample.values else str(guess.dialect.get("picture", column))


def _short(value: Any) -> Any:
    match value:
        case str():
            return showable(value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…")
        case float():
            return value if math.isfinite(value) else None
        case list():
            return [_short(each) for each in value[:LONGEST]]
        case dict():
            return {showable(str(key)): _short(each) for key, each in list(value.items())[:LONGEST]}
        case _:
            return value
