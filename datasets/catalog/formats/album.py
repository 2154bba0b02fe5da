"""The pictures of a version in one archive: each once, under a name of its digest, after it was decoded."""

import hashlib
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow.compute as pc
import pyarrow.parquet as pq
from PIL import Image, UnidentifiedImageError

from catalog.formats.limits import LARGEST_PICTURE_BYTES, MOST_PIXELS
from catalog.formats.schema import FAULTS_SHOWN, Fault, FormatError, fault
from catalog.formats.sources import Part

ALBUM = "pictures.zip"
FORMATS = {"PNG": ".png", "JPEG": ".jpg", "BMP": ".bmp", "GIF": ".gif", "WEBP": ".webp", "TIFF": ".tif"}
SEVERAL = "MPO"  # a JPEG that more follow, as telephones take them; the first counts
ENTRY_DATE = (1980, 1, 1, 0, 0, 0)  # so that the same pictures are the same archive
BROKEN = (OSError, SyntaxError, ValueError, struct.error, EOFError, zlib.error, IndexError, KeyError)


class Album:
    """Takes pictures; those that are none it leaves out, and says so."""

    def __init__(self, folder: Path) -> None:
        self._archive = zipfile.ZipFile(folder / ALBUM, "w", zipfile.ZIP_STORED)
        self._entries: set[str] = set()
        self.faults: list[Fault] = []
        self.taken = self.left_out = 0

    def add(self, part: Part, *, row: int) -> str:
        """The entry of a picture; "" when it was left out."""
        try:
            content, ending = _picture(part, row)
        except FormatError as error:
            for each in error.faults:
                self.leave_out(each)
            return ""
        entry = hashlib.sha256(content).hexdigest()[:32] + ending
        if entry not in self._entries:
            self._entries.add(entry)
            self._archive.writestr(zipfile.ZipInfo(entry, ENTRY_DATE), content)
        self.taken += 1
        return entry

    def leave_out(self, why: Fault) -> None:
        """Count a row that has no picture; the first are said."""
        self.left_out += 1
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append(why)

    def told(self, name: str) -> list[Fault]:
        """What was left out: the first, and how many more."""
        more = self.left_out - len(self.faults)
        return [*self.faults, *([fault("more_left_out", name, count=more)] if more else [])]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()


def pictures_of(albums: Iterable[Path], table: Path, columns: Collection[str], out: Path) -> None:
    """Write to `out` the pictures of `albums` that a row of `table` names in one of `columns`: each once, as it was."""
    named: set[str] = set()
    for column in columns:
        named.update(pc.unique(pq.read_table(table, columns=[column])[column]).to_pylist())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as kept:
        for album in albums:
            with zipfile.ZipFile(album) as source:
                for entry in source.infolist():
                    if entry.filename in named:  # by its digest
                        named.remove(entry.filename)
                        kept.writestr(entry, source.read(entry))


def _picture(part: Part, row: int) -> tuple[bytes, str]:
    """Bytes and ending of a picture that can be decoded. Raises FormatError."""
    if part.size > LARGEST_PICTURE_BYTES:
        limit = LARGEST_PICTURE_BYTES >> 20
        raise FormatError([fault("picture_too_heavy", part.name, row=row, limit=limit)])
    with part.open() as stream:
        content = stream.read(LARGEST_PICTURE_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is looked at here
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    limit = MOST_PIXELS // 1_000_000
                    raise FormatError([fault("picture_too_large", part.name, row=row, limit=limit)])
                picture.load()
                return content, FORMATS["JPEG" if picture.format == SEVERAL else str(picture.format)]
    except UnidentifiedImageError:
        raise FormatError([fault("no_picture", part.name, row=row)]) from None
    except Image.DecompressionBombError:
        limit = MOST_PIXELS // 1_000_000
        raise FormatError([fault("picture_too_large", part.name, row=row, limit=limit)]) from None
    except BROKEN as error:
        raise FormatError([fault("picture_damaged", part.name, row=row)]) from error
