"""The files that a dataset comes in: one file, a folder or an archive of some."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast


@dataclass(frozen=True)
class Part:
    """One file to read: what sentences call it, how many bytes it takes to read all of it, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    split: str = ""

    @property
    def suffix(self) -> str:
        """How its name ends, in small letters and without the ending of a compression."""
        return Path(self.name.lower().removesuffix(".gz")).suffix


def part_of(path: Path, name: str) -> Part:
    """A single file."""
    if name.lower().endswith(".gz"):
        return Part(name, path.stat().st_size, lambda: cast("IO[bytes]", gzip.open(path)))
    return Part(name, path.stat().st_size, lambda: path.open("rb"))
