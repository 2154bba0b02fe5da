"""Reading what was packed, with an end: a bomb, a lie about the size or damage becomes a fault that names the file."""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from catalog.formats.limits import LIKELY_RATIO, SMALL_ENOUGH_BYTES
from catalog.formats.schema import FormatError, fault

DAMAGE = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, tarfile.TarError, NotImplementedError)


@dataclass(frozen=True)
class Unpacked:
    """A file in an archive: its name, the bytes it is said to have, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


class Checked(io.RawIOBase):
    """The bytes of `stream`: at most `limit`, or just so many where that is `exact`. Reading raises FormatError."""

    def __init__(self, stream: IO[bytes], file: str, limit: int, *, exact: bool) -> None:
        self._stream, self._file, self._left, self._exact = stream, file, limit, exact

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills `buffer`."""
        try:
            chunk = self._stream.read(len(buffer))
        except DAMAGE as error:
            raise FormatError([fault("damaged", self._file)]) from error
        self._left -= len(chunk)
        if not chunk and len(buffer) and self._exact and self._left:
            raise FormatError([fault("damaged", self._file)])
        if self._left < 0:
            raise FormatError([fault("bomb", self._file)])
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Closes what it reads."""
        if not self.closed:
            self._stream.close()
        super().close()


def checked(stream: IO[bytes], file: str, limit: int, *, exact: bool = False) -> IO[bytes]:
    """`stream`, buffered and checked."""
    return cast("IO[bytes]", io.BufferedReader(Checked(stream, file, limit, exact=exact), 1 << 20))


def most_bytes(packed: int) -> int:
    """How much may come out of so many packed bytes before it counts as a bomb."""
    return max(SMALL_ENOUGH_BYTES, packed * LIKELY_RATIO)


def unzipped(path: Path, name: str) -> IO[bytes]:
    """The content of a file packed by gzip."""
    stream = cast("IO[bytes]", gzip.open(path))  # noqa: SIM115  # who reads it closes it
    return checked(stream, name, most_bytes(path.stat().st_size))
