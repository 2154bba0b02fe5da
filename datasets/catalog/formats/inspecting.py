"""`inspect`: what the beginning of a file looks like."""

from pathlib import Path

from catalog.formats import delimited
from catalog.formats.guessing import guess_of
from catalog.formats.schema import Guess
from catalog.formats.sources import part_of


def inspect(path: Path, *, name: str) -> Guess:
    """What the file or folder at `path`, that people know as `name`, looks like; its beginning is read.

    Raises FormatError: it is no dataset that can be read.
    """
    part = part_of(path, name)
    return guess_of(delimited.look(part), {name: ""})
