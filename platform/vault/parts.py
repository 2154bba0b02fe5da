"""Bytes that come in pieces: each is stored under its owner until all are there, in a folder or an object store."""

import io
from collections.abc import Iterable, Iterator
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages

from organizations.models import Organization


def keep_part(owner: Organization, whole: str, piece: bytes) -> str:
    """Store `piece` of what is called `whole`; where it lies. Two writers of one place never meet: each has its own."""
    path = f"{owner.pk}/parts/{whole}/{uuid4().hex}"
    return storages["vault"].save(path, ContentFile(piece))


def forget_parts(paths: Iterable[str]) -> None:
    """Remove these pieces; one that is gone already is no fault."""
    for path in paths:
        storages["vault"].delete(path)


def join_parts(paths: Iterable[str]) -> io.BufferedReader:
    """The pieces one after the other as one file to read, of which one piece is open at a time."""
    return io.BufferedReader(_Joined(iter(paths)))


class _Joined(io.RawIOBase):
    def __init__(self, paths: Iterator[str]) -> None:
        self._paths = paths
        self._piece: File[bytes] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands over
        while piece := self._piece or self._next():
            if read := piece.read(len(buffer)):
                buffer[: len(read)] = read
                return len(read)
            piece.close()
            self._piece = None
        return 0

    def _next(self) -> "File[bytes] | None":
        path = next(self._paths, None)
        self._piece = storages["vault"].open(path) if path is not None else None
        return self._piece

    def close(self) -> None:
        if self._piece is not None:
            self._piece.close()
        super().close()
