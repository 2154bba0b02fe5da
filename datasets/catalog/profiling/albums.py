"""The pictures of a table: sizes, modes, formats, what can't be read; and small copies of the first of them."""

import io
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

BINS = 14
SMALL = 160  # pixels of the longer side
MOST_SMALL = 20_000
TOGETHER = 64  # rows of a group, so that few are read to show a page
UNREADABLE = (OSError, ValueError, KeyError, SyntaxError, zipfile.BadZipFile, Image.DecompressionBombError)
SCHEMA = pa.schema([("small", pa.binary())])


class Head(NamedTuple):
    """What a picture says of itself."""

    width: int
    height: int
    mode: str
    format: str


def look_at_pictures(parquet: Path, album: Path, column: str, small: Path, *, seconds: float) -> dict[str, Any]:
    """What the pictures named in `column` are; `small` becomes a Parquet file with a small JPEG for each of the rows.

    Small copies are made of the first MOST_SMALL rows, for as long as `seconds` last.
    """
    until = time.monotonic() + seconds
    heads: dict[str, Head | None] = {}
    copies: list[bytes | None] = []
    with zipfile.ZipFile(album) as pictures, pq.ParquetWriter(small, SCHEMA) as writer:
        for at, name in enumerate(_names(parquet, column)):
            wanted = at < MOST_SMALL and time.monotonic() < until
            if wanted or name not in heads:
                heads[name], copy = _read(pictures, name, copied=wanted)
            if wanted:
                copies.append(copy)
            if len(copies) == TOGETHER:
                _write(writer, copies)
        _write(writer, copies)
    return _told(list(heads.values()))


def _names(parquet: Path, column: str) -> Iterator[str]:
    for batch in pq.ParquetFile(parquet).iter_batches(columns=[column]):
        yield from batch.column(0).to_pylist()


def _read(pictures: zipfile.ZipFile, name: str, *, copied: bool) -> tuple[Head | None, bytes | None]:
    try:
        with pictures.open(name) as entry, Image.open(io.BytesIO(entry.read())) as picture:
            head = Head(*picture.size, picture.mode, picture.format or "")
            return head, _small(picture) if copied else None
    except UNREADABLE:
        return None, None


def _small(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SMALL, SMALL))  # a JPEG needn't be decoded in full
    picture.thumbnail((SMALL, SMALL))
    out = io.BytesIO()
    in_grey(picture).convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()


def in_grey(picture: Image.Image) -> Image.Image:
    """A picture of more than 256 shades, as scanners take them, from its darkest to its brightest; else as it is."""
    if picture.mode not in ("F", "I") and not picture.mode.startswith("I;16"):
        return picture
    shades = picture.convert("F")
    low, high = (float(end) for end in shades.getextrema())  # type: ignore[arg-type]  # of one band, a pair
    scale = 255 / (high - low) if high > low else 0.0
    return shades.point(lambda shade: shade * scale - low * scale).convert("L")


def _write(writer: pq.ParquetWriter, copies: list[bytes | None]) -> None:
    if copies:
        writer.write_table(pa.table([copies], schema=SCHEMA))
        copies.clear()


def _told(heads: list[Head | None]) -> dict[str, Any]:
    read = [head for head in heads if head]
    longer = [max(head.width, head.height) for head in read]
    sides = {name: [getattr(head, name) for head in read] for name in ("width", "height")}
    return {
        "pictures": len(heads),
        "unreadable": len(heads) - len(read),
        "modes": dict(Counter(head.mode for head in read).most_common()),
        "formats": dict(Counter(head.format for head in read).most_common()),
        "sides": {name: [min(each), median_low(each), max(each)] for name, each in sides.items() if each},
        "spread": _bins(longer),
    }


def _bins(numbers: list[int]) -> list[int] | None:
    """How many fall into each of equal steps; None where all are the same."""
    low, high = min(numbers, default=0), max(numbers, default=0)
    if low == high:
        return None
    found = Counter(min((number - low) * BINS // (high - low), BINS - 1) for number in numbers)
    return [found[at] for at in range(BINS)]
