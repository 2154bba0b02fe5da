"""Which format a file is in, by its beginning more than by its name."""

import io
import json
import re

from catalog.formats import conll
from catalog.formats.encodings import careful_text, detect
from catalog.formats.pictures import is_picture
from catalog.formats.schema import FormatError, fault
from catalog.formats.sources import Part

BEGINNING_BYTES = 64 << 10
TABLES = (".csv", ".tsv", ".tab", ".psv")
UNREADABLE = {  # by how they begin
    b"\x80\x02": "pickle",
    b"\x80\x03": "pickle",
    b"\x80\x04": "pickle",
    b"\x80\x05": "pickle",
    b"\x93NUMPY": "NumPy",
    b"\x89HDF": "HDF5",
    b"SQLite": "SQLite",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Excel 97",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"PK\x03\x04": "zip",
    b"\xfd7zXZ": "XZ",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"ARROW1": "Arrow",
    b"\x7fELF": "program",
}
PICKLED = re.compile(rb"\(?[cd]?c[\w.]+\n[\w.]+\n")  # a pickle of the first protocols names what it calls


def format_of(part: Part) -> str:
    """The format of `part`: csv, json, jsonl, parquet, text, conll or picture.

    Raises FormatError: one that is not read; an empty file.
    """
    if is_picture(part):
        return "picture"
    with part.open() as stream:
        beginning = stream.read(BEGINNING_BYTES)
    if not beginning.strip():
        raise FormatError([fault("empty", part.name)])
    if beginning.startswith(b"PAR1"):
        return "parquet"
    for mark, kind in UNREADABLE.items():
        if beginning.startswith(mark):
            raise FormatError([fault("pickle" if kind == "pickle" else "not_read", part.name, kind=kind)])
    if PICKLED.match(beginning):
        raise FormatError([fault("pickle", part.name, kind="pickle")])
    return _format_of_text(part, beginning)


def _format_of_text(part: Part, beginning: bytes) -> str:
    encoding = detect(io.BytesIO(beginning))
    text = careful_text(io.BytesIO(beginning), encoding).read()
    if _binary(text):
        raise FormatError([fault("not_read", part.name, kind=part.suffix or "?")])
    if part.suffix in TABLES:
        return "csv"
    start = text.lstrip()
    if start[:1] in "[{":
        return "jsonl" if part.suffix in (".jsonl", ".ndjson") or _has_lines(start) else "json"
    if conll.looks_tagged(text):
        return "conll"
    return "text"


def _binary(text: str) -> bool:
    """Whether control characters say that it was never text."""
    controls = sum(letter < " " and letter not in "\t\n\r\f\x1b\0" for letter in text[:4096])
    return controls > 0.02 * min(len(text), 4096)


def _has_lines(start: str) -> bool:
    """Whether the first line is an object, and the next begins one too."""
    first, _, rest = start.partition("\n")
    try:
        whole = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
    return whole and (rest.lstrip()[:1] == "{" or (not rest.strip() and not _has_list(json.loads(first))))


def _has_list(value: dict[str, object]) -> bool:
    return any(isinstance(each, list) and each and isinstance(each[0], dict) for each in value.values())
