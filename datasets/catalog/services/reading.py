"""Reading a file in this process, at once: for commands and tests. What people bring is read by the queue."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError

from catalog.fault_words import tell
from catalog.following import with_roles, wrong_roles
from catalog.formats import FormatError, Schema, inspect, normalise
from catalog.services.versions import Source


class Read(NamedTuple):
    """A file as it came, and the folder in which its normalised form lies."""

    name: str
    original: Path
    folder: Path
    schema: Schema


@contextmanager
def read_here(file: Source, roles: Mapping[str, str]) -> Iterator[Read]:
    """The file as it is guessed, with the columns of text and label in `roles`; the folder lasts as long as this.

    Raises:
        ValidationError: what is wrong with it, each fault by file, row and column.
    """
    name = filename(file)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        original = file if isinstance(file, Path) else _laid_out(file, folder / "original")
        try:
            guess = inspect(original, name=name)
            if wrong := wrong_roles(guess, roles, name):
                raise FormatError(wrong)
            schema = normalise(original, with_roles(guess, roles), folder / "read", name=name)
        except FormatError as error:
            raise ValidationError([tell(fault) for fault in error.faults]) from error
        yield Read(name, original, folder / "read", schema)


def filename(file: Source) -> str:
    """The file's own name, without the folders above it."""
    return file.name if isinstance(file, Path) else Path(file.name).name


def _laid_out(file: Source, path: Path) -> Path:
    assert not isinstance(file, Path)  # it is where it is
    with path.open("xb") as copy:
        shutil.copyfileobj(file, copy)
    return path
