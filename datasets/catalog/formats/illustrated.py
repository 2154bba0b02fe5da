"""Datasets with pictures: their guess, and their table beside their album."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from catalog.formats import coco, pictures
from catalog.formats.album import Album
from catalog.formats.checking import without_nul
from catalog.formats.guessing import guess_of
from catalog.formats.kinds import WrongKind
from catalog.formats.readers import READERS
from catalog.formats.schema import Column, FormatError, Guess, Schema, fault
from catalog.formats.sources import Part, Source, split_of
from catalog.formats.writing import Progress, heard, write_rows

TABLES = ("csv", "jsonl", "json", "parquet")


def guess(source: Source, formats: dict[str, str], encoding: str, dialect: dict[str, Any]) -> Guess:
    """The guess for a source with pictures: boxes, or what a table says of them, or else what their folders say."""
    shown = _pictures(source)
    if len(source.parts) == 1:
        raise FormatError([fault("one_picture", source.name)])
    lists = [part for part in source.parts if formats.get(part.name) == "json" and coco.is_coco(part)]
    if lists:
        return guess_of(coco.look(), {part.name: split_of(part.name) for part in lists})
    for part in source.parts:
        table = formats.get(part.name, "")
        if table not in TABLES:
            continue
        sample = READERS[table].look(part, 1, encoding, {k: v for k, v in dialect.items() if k != "table"})
        if column := pictures.naming_column(sample.values, shown):
            found = replace(sample, format="pictures", dialect={**sample.dialect, "table": table, "picture": column})
            guessed = guess_of(found, {part.name: ""}, picture=column)
            return replace(guessed, columns=_called(guessed.columns, column))
    return guess_of(pictures.look_at_folders(shown), {})


def _called(columns: list[Column], picture: str) -> list[Column]:
    """The column `picture` is called "picture" from now on, unless another one is."""
    name = picture if any(each.name == pictures.PICTURE for each in columns) else pictures.PICTURE
    return [replace(each, name=name) if each.name == picture else each for each in columns]


def _pictures(source: Source) -> list[Part]:
    return [part for part in source.parts if pictures.is_picture(part)]


def write(source: Source, guess: Guess, folder: Path, progress: Progress) -> Schema:
    """Write data.parquet and pictures.zip into `folder`. Raises FormatError."""
    tables = source.chosen(guess.parts)
    try:
        return _once(source, tables, guess, folder, progress)
    except WrongKind:
        fitted = READERS[guess.dialect["table"]].fitted
        assert fitted is not None  # only such readers find that a kind is wrong
        columns, kept = fitted(tables[0], _in_table(guess))
        columns = [_shown(each, guess) for each in columns]
        schema = _once(source, tables, replace(guess, columns=columns), folder, progress)
        return replace(schema, repaired=[*kept, *schema.repaired])


def _in_table(guess: Guess) -> Guess:
    """The guess for the table alone, in which the pictures' paths are texts in a column of another name."""
    own = [
        replace(each, name=guess.dialect["picture"], kind="text") if each.kind == "picture" else each
        for each in guess.columns
    ]
    return replace(guess, format=guess.dialect["table"], columns=own)


def _shown(column: Column, guess: Guess) -> Column:
    """The column as it is in the guess for all, where it is the one of pictures."""
    if column.name != guess.dialect["picture"]:
        return column
    return next(each for each in guess.columns if each.kind == "picture")


def _once(source: Source, tables: list[Part], guess: Guess, folder: Path, progress: Progress) -> Schema:
    shown = _pictures(source)
    with Album(folder) as album:
        rows = _rows(shown, tables, guess, album, progress)
        try:
            schema = write_rows(rows, guess, folder, source.name)
        except FormatError as error:
            raise FormatError(album.faults or error.faults) from error
        pictures.check_album(album, source.name)
    repaired = [fault("left_out", source.name, part=part.name) for part in source.parts if part not in shown]
    named = {part.name for part in tables}
    return replace(
        schema, repaired=[*(each for each in repaired if each.params["part"] not in named), *album.told(source.name)]
    )


def _rows(
    shown: list[Part], tables: list[Part], guess: Guess, album: Album, progress: Progress
) -> Iterator[pa.RecordBatch]:
    hear = heard(shown, progress)
    if guess.format == "coco":
        return coco.batches(tables, shown, guess.columns, album, hear)
    if not tables:
        return pictures.by_folders(shown, guess.columns, album, hear)
    reader = READERS[guess.dialect["table"]]
    table = _in_table(guess)
    batches = reader.batches(tables[0], table, table.columns, lambda _: None)
    batches = batches if table.format == "csv" else without_nul(batches, tables[0].name)
    return pictures.by_table(batches, tables[0], shown, guess, album, hear)
