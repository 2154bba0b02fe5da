"""`normalise`: all of a dataset, in the one form in which Entente reads datasets."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyarrow as pa

from catalog.formats import illustrated
from catalog.formats.checking import Formulas, without_nul
from catalog.formats.guessing import BY_FILE
from catalog.formats.kinds import WrongKind
from catalog.formats.readers import Hear, Reader, reader_of
from catalog.formats.schema import Column, Fault, FormatError, Guess, Schema, fault
from catalog.formats.sources import Part, open_source
from catalog.formats.splits import divided
from catalog.formats.wide import WIDE, in_file, melted
from catalog.formats.writing import Progress, heard, write_rows


def normalise(path: Path, guess: Guess, out: Path, *, name: str, progress: Progress = lambda _: None) -> Schema:
    """Write all rows of `path` to data.parquet in the folder `out`, read as `guess` says.

    `progress` hears the share that is done. Raises FormatError: what is wrong; there is nothing in `out` then.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as half:
        schema = divided(Path(half), _write(path, guess, Path(half), name, progress), guess, name)
        for made in sorted(Path(half).iterdir()):
            shutil.move(made, out / made.name)
    return schema


def _write(path: Path, guess: Guess, folder: Path, name: str, progress: Progress) -> Schema:
    source = open_source(path, name)
    if guess.format in ("pictures", "coco"):
        return illustrated.write(source, guess, folder, progress)
    parts = source.chosen(guess.parts) if guess.parts else source.parts
    reader = reader_of(guess, name)
    repaired = [fault("left_out", name, part=part.name) for part in source.parts if part.name not in guess.parts]
    repaired += _agreeing(parts, guess, reader)
    try:
        return _once(parts, guess, reader, folder, progress, repaired)
    except WrongKind:
        fitting, kept = _fitted(parts, guess, reader)
        return _once(parts, fitting, reader, folder, progress, [*repaired, *kept])


def own_columns(guess: Guess) -> list[Column]:
    """The columns that stand in the files: all but what their names tell: the series, and last the split."""
    if WIDE in guess.dialect:
        return in_file(guess)
    columns = guess.columns[:-1] if any(guess.parts.values()) else guess.columns
    return [each for each in columns if each.name != guess.dialect.get(BY_FILE)]


def made_columns(guess: Guess) -> list[Column]:
    """The columns that stand in no file, so that nothing of them can be read otherwise."""
    own = {each.name for each in own_columns(guess)}
    return [each for each in guess.columns if each.name not in own]


def _agreeing(parts: list[Part], guess: Guess, reader: Reader) -> list[Fault]:
    """What is mended in the parts' headers. Raises FormatError: a part has other columns than the first."""
    repaired: list[Fault] = []
    names = [column.name for column in own_columns(guess)]
    for part in parts:
        sample = reader.look(part, len(parts), guess.encoding, guess.dialect)
        own = list(sample.values)
        if guess.format in ("csv", "parquet") and part is not parts[0] and own != names:
            column = next((each for each in own if each not in names), next((n for n in names if n not in own), ""))
            raise FormatError([fault("other_columns", part.name, column=column, first=parts[0].name)])
        repaired += sample.repaired
    return repaired


def _fitted(parts: list[Part], guess: Guess, reader: Reader) -> tuple[Guess, list[Fault]]:
    """The guess with kinds that fit every part."""
    made = made_columns(guess)
    known = guess
    kept: list[Fault] = []
    assert reader.fitted is not None  # only such readers find that a kind is wrong
    for part in parts:
        columns, found = reader.fitted(part, replace(guess, columns=own_columns(guess)))
        guess = replace(guess, columns=[*columns, *made])
        kept += found
    if WIDE in guess.dialect:
        if wrong := [each for each in kept if each.params["column"] not in {column.name for column in known.columns}]:
            raise FormatError(wrong)  # a step that is no number
        if more := [each.name for each in guess.columns if each.name not in known.dialect[WIDE] and each not in made]:
            raise FormatError([fault("field_later", parts[0].name, column=more[0])])
        kinds = {column.name: column.kind for column in guess.columns}
        guess = replace(known, columns=[replace(each, kind=kinds.get(each.name, each.kind)) for each in known.columns])
    return guess, kept


def _once(
    parts: list[Part], guess: Guess, reader: Reader, folder: Path, progress: Progress, repaired: list[Fault]
) -> Schema:
    formulas = Formulas(parts[0].name)
    rows = formulas.seen(_batches(parts, guess, reader, heard(parts, progress)))
    schema = write_rows(rows, guess, folder, parts[0].name)
    return replace(schema, repaired=[*repaired, *formulas.told()])


def _batches(parts: list[Part], guess: Guess, reader: Reader, hear: Hear) -> Iterator[pa.RecordBatch]:
    columns = own_columns(guess)
    row = 1
    for part in parts:
        batches = reader.batches(part, guess, columns, hear)
        for batch in batches if guess.format == "csv" else without_nul(batches, part.name):
            if WIDE in guess.dialect:
                row, batch = row + batch.num_rows, melted(batch, guess, row)
            if BY_FILE in guess.dialect:
                series = pa.array([str(PurePosixPath(part.name).with_suffix(""))] * batch.num_rows, pa.string())
                batch = batch.append_column(guess.dialect[BY_FILE], series)
            if len(batch.schema) < len(guess.columns):
                split = pa.array([part.split or None] * batch.num_rows, pa.string())
                batch = batch.append_column(guess.columns[-1].name, split)
            yield batch
