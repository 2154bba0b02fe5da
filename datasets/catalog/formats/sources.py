"""The files that a dataset comes in: one file, a folder or an archive of some."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from catalog.formats import archives
from catalog.formats.encodings import check_encoding, detect
from catalog.formats.names import check_names
from catalog.formats.schema import FormatError, fault
from catalog.formats.unpacking import Unpacked, unzipped

SPLITS = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
    "eval": "test",
}
TELLING_NOTHING = re.compile(
    r"(__MACOSX|\.[^/]*|(.*/)\.[^/]*|(.*/)?(readme|licen[cs]e|notice|citation)[^/]*|.*/)", re.I
)


@dataclass(frozen=True)
class Part:
    """One file to read: what sentences call it, its bytes as far as that is known, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    split: str = ""

    @property
    def suffix(self) -> str:
        """How its name ends, in small letters and without the ending of a compression."""
        return PurePosixPath(self.name.lower().removesuffix(".gz")).suffix


@dataclass(frozen=True)
class Source:
    """What was brought: `name` is what people call it, `parts` are its files in their order."""

    name: str
    parts: list[Part] = field(default_factory=list)

    def chosen(self, names: dict[str, str]) -> list[Part]:
        """The parts called so, each with its split, in their order, whatever that of `names` is.

        Raises FormatError: there is no such part.
        """
        known = {part.name: part for part in self.parts}
        if missing := [name for name in names if name not in known]:
            raise FormatError(fault("part_missing", self.name, part=name) for name in missing)
        return [replace(part, split=names[part.name]) for part in self.parts if part.name in names]


def open_source(path: Path, name: str) -> Source:
    """The file, folder or archive at `path`, whose own name is `name`.

    Raises FormatError: an archive that is damaged, or that would harm; links and names that lead elsewhere.
    """
    if path.is_dir():
        return Source(name, _in_folder(path, name))
    if members := archives.members(path, name):
        return Source(name, _telling(members))
    return Source(name, [_single(path, name)])


def _single(path: Path, name: str) -> Part:
    size = path.stat().st_size
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return Part(name, size, (lambda: unzipped(path, name)) if packed else (lambda: path.open("rb")))


def _in_folder(folder: Path, known: str) -> list[Part]:
    """Its files; an archive among them counts as the files in it."""
    parts: list[Part] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise FormatError([fault("link", known, member=name)])
        if path.is_file() and not TELLING_NOTHING.fullmatch(name):
            members = archives.members(path, name)
            parts += _telling(members) if members else [_single(path, name)]
    check_names([part.name for part in parts], known)
    return parts


def _telling(members: list[Unpacked]) -> list[Part]:
    return [Part(each.name, each.size, each.open) for each in members if not TELLING_NOTHING.fullmatch(each.name)]


def encoding_of(part: Part, known: str) -> str:
    """The encoding of a text, if it is not `known` already. Raises FormatError: there is no such encoding."""
    if known:
        check_encoding(known, part.name)
        return known
    with part.open() as stream:
        return detect(stream)


def split_of(name: str) -> str:
    """The split that a file's name or folder speaks of, as train_2.csv or dev/a.txt; or nothing."""
    words = [word for piece in PurePosixPath(name.lower()).parts for word in re.split(r"[^a-z]+", piece)]
    return next((SPLITS[word] for word in words if word in SPLITS), "")
