"""`inspect`: what the beginning of a dataset looks like."""

from collections import Counter
from pathlib import Path
from typing import Any

from catalog.formats import coco, illustrated
from catalog.formats.guessing import guess_of
from catalog.formats.readers import READERS
from catalog.formats.recognising import format_of
from catalog.formats.schema import Fault, FormatError, Guess, fault
from catalog.formats.sources import Part, Source, open_source, split_of

ARCHIVES = (".zip", ".tar", ".tgz", ".7z", ".rar")
PREFERRED = ("csv", "jsonl", "json", "parquet", "conll", "text")  # of formats that as many files have


def inspect(path: Path, *, name: str, encoding: str = "", dialect: dict[str, Any] | None = None) -> Guess:
    """What the file or folder at `path`, that people know as `name`, looks like; its beginning is read.

    `encoding` and `dialect` are what a person knows better, if anything. Raises FormatError: it can't be read.
    """
    source = open_source(path, name)
    if not source.parts:
        raise FormatError([fault("nothing_in_it", name)])
    formats = _formats(source)
    if "picture" in formats.values():
        return illustrated.guess(source, formats, encoding, dialect or {})
    format_, parts = _chosen(source, formats)
    if format_ == "json" and coco.is_coco(parts[0]):
        raise FormatError([fault("coco_without_pictures", name)])
    sample = READERS[format_].look(parts[0], len(parts), encoding, dialect or {})
    splits = {part.name: split_of(part.name) if len(source.parts) > 1 else "" for part in parts}
    return guess_of(sample, splits)


def _formats(source: Source) -> dict[str, str]:
    """The format of each file that has one. Raises FormatError: none has, or a pickle or an archive is among them."""
    names = [part.name for part in source.parts if part.suffix in ARCHIVES and part.name != source.name]
    if names:
        raise FormatError(fault("archive_within", source.name, member=name) for name in names)
    formats: dict[str, str] = {}
    found: list[Fault] = []
    for part in source.parts:
        try:
            formats[part.name] = format_of(part)
        except FormatError as error:
            found += error.faults
    if not formats or any(each.code == "pickle" for each in found):
        raise FormatError(found)
    return formats


def _chosen(source: Source, formats: dict[str, str]) -> tuple[str, list[Part]]:
    """The format that most files have, and the files that have it."""
    readable = Counter(formats.values())
    format_ = max(readable, key=lambda each: (readable[each], -PREFERRED.index(each)))
    return format_, [part for part in source.parts if formats.get(part.name) == format_]
