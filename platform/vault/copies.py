"""Verified copies of bytes on this machine, for what is looked at again and again and read in parts."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from vault.models import Blob
from vault.services import local_path

FRESH_SECONDS = 60.0


def copy_of(blob: Blob) -> Path:
    """A copy of the bytes, verified when it was made; those that were not asked for longest make room for it.

    Raises:
        BlobDamaged: the bytes are not what was put.
    """
    folder = Path(settings.COPIES_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / blob.sha256
    try:
        os.utime(path)
    except FileNotFoundError:
        forget_deleted()
        _make_room(folder, blob.size)
        local_path(blob, folder)
    return path


def forget_deleted() -> None:
    """Remove copies of what was deleted, by another machine; this one's went with the bytes."""
    folder = Path(settings.COPIES_FOLDER)
    if not folder.is_dir():
        return
    copies = {path.name: path for _told, path in _copies(folder)}
    for name in copies.keys() - set(Blob.objects.filter(sha256__in=copies).values_list("sha256", flat=True)):
        copies[name].unlink(missing_ok=True)


def _make_room(folder: Path, wanted: int) -> None:
    """What was asked for within the last minute stays: it is about to be opened."""
    old = time.time() - FRESH_SECONDS
    copies = sorted(_copies(folder), key=lambda copy: copy[0].st_mtime)
    surplus = sum(told.st_size for told, _path in copies) + wanted - settings.COPIES_GIB * (1 << 30)
    for told, path in copies:
        if surplus <= 0 or told.st_mtime > old:
            return
        path.unlink(missing_ok=True)
        surplus -= told.st_size


def _copies(folder: Path) -> Iterator[tuple[os.stat_result, Path]]:
    for path in folder.iterdir():
        if path.suffix != ".draft":
            with suppress(FileNotFoundError):  # another process made room
                yield path.stat(), path
