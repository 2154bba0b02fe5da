"""`normalise`: all of a file, in the one form in which Entente reads datasets."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from catalog.formats import delimited
from catalog.formats.kinds import TYPES
from catalog.formats.schema import Fault, FormatError, Guess, Schema, fault
from catalog.formats.sources import Part, part_of
from catalog.formats.survey import fitted
from catalog.formats.writing import DATA, Writer

Progress = Callable[[float], None]


def normalise(path: Path, guess: Guess, out: Path, *, name: str, progress: Progress = lambda _: None) -> Schema:
    """Write all rows of `path` to data.parquet in the folder `out`, read as `guess` says.

    `progress` hears the share that is done. Raises FormatError: what is wrong; there is nothing in `out` then.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as half:
        schema = _write(path, guess, Path(half), name, progress)
        for made in sorted(Path(half).iterdir()):
            shutil.move(made, out / made.name)
    return schema


def _write(path: Path, guess: Guess, folder: Path, name: str, progress: Progress) -> Schema:
    part = part_of(path, name)
    repaired = delimited.look(part, encoding=guess.encoding, dialect=guess.dialect).repaired
    try:
        return _once(part, guess, folder, progress, repaired)
    except delimited.WrongKind:
        columns, kept = fitted(part, guess)
        narrowed = Guess(guess.format, guess.encoding, guess.dialect, guess.shape, columns, guess.parts)
        return _once(part, narrowed, folder, progress, [*repaired, *kept])


def _once(part: Part, guess: Guess, folder: Path, progress: Progress, repaired: list[Fault]) -> Schema:
    label = next((column.name for column in guess.columns if column.role == "label"), "")
    schema = pa.schema([(column.name, TYPES[column.kind]) for column in guess.columns])
    writer = Writer(folder / DATA, schema, label)
    done = 0

    def hear(size: int) -> None:
        nonlocal done
        done += size
        progress(min(done / max(part.size, 1), 1.0))

    try:
        for batch in delimited.batches(part, guess, guess.columns, hear):
            writer.write(batch)
    finally:
        writer.close()
    if not writer.rows:
        raise FormatError([fault("no_rows", part.name)])
    return Schema(guess.shape, writer.missing(guess.columns), writer.rows, writer.classes, repaired)
