"""Bytes under owner and SHA-256: put, open verified, copy out, delete."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from organizations.models import Organization
from vault.errors import BlobDamaged
from vault.models import Blob

CHUNK_BYTES = 1 << 20
IN_MEMORY_BYTES = 8 << 20
ALL = slice(None)


def put(owner: Organization, source: IO[bytes] | Path) -> Blob:
    """Keep the bytes of `source` (an open file, from where it stands, or a path) for `owner`; the same bytes once.

    The bytes are stored before the row is written: a crash leaves bytes without a row, never a row without bytes.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return put(owner, file)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as draft:
        digest, size = hashlib.sha256(), 0
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            draft.write(chunk)
        blob = Blob(owner=owner, sha256=digest.hexdigest(), size=size)
        with _alone(blob.path):
            if not _intact(blob):
                draft.seek(0)
                _vault().save(blob.path, File(draft))
            return Blob.objects.get_or_create(owner=owner, sha256=blob.sha256, defaults={"size": size})[0]


@contextmanager
def open_blob(blob: Blob) -> Iterator[IO[bytes]]:
    """The bytes as a file, verified as a whole before the first is given out.

    Raises:
        BlobDamaged: they are not what was put.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as copy:
        for chunk in _verified_chunks(blob):
            copy.write(chunk)
        copy.seek(0)
        yield copy


def chunks(blob: Blob, part: slice = ALL) -> Iterator[bytes]:
    """The bytes, or those of `part`, piece by piece; verified as a whole before the first is given out.

    Raises:
        BlobDamaged: they are not what was put.
    """
    start, stop, _step = part.indices(blob.size)
    with open_blob(blob) as file:
        file.seek(start)
        while start < stop and (chunk := file.read(min(CHUNK_BYTES, stop - start))):
            start += len(chunk)
            yield chunk


def local_path(blob: Blob, folder: Path, name: str = "") -> Path:
    """A read-only copy of the bytes in `folder`, under `name` (their SHA-256, unless given).

    Raises:
        BlobDamaged: the bytes are not what was put; nothing stays in the folder.
    """
    target = folder / (name or blob.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as file:
            for chunk in _verified_chunks(blob):
                file.write(chunk)
        draft.chmod(0o400)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def verify(blob: Blob) -> None:
    """Read all bytes. Raises BlobDamaged when they are not what was put."""
    for _ in _verified_chunks(blob):
        pass


def delete(blob: Blob) -> None:
    """Forget the bytes; those who still point to them keep the row from going (PROTECT).

    The row goes first and the bytes after the commit: a crash in between leaves bytes without a row, which is waste.
    """
    kept = Blob(owner_id=blob.owner_id, sha256=blob.sha256)
    with transaction.atomic():
        blob.delete()
        transaction.on_commit(lambda: _forget(kept))


def let_go(blobs: Iterable[Blob]) -> None:
    """Forget the bytes that nobody points to, of something that has not come to be; outside a transaction.

    Who is about to point to one meets an error at their commit, and puts it again.
    """
    for blob in blobs:
        with suppress(ProtectedError, IntegrityError):
            delete(blob)


def _forget(blob: Blob) -> None:
    """Remove the bytes, and this machine's copy of them, unless somebody has put them again meanwhile."""
    with _alone(blob.path):
        if not Blob.objects.filter(owner=blob.owner_id, sha256=blob.sha256).exists():
            _vault().delete(blob.path)
            (Path(settings.COPIES_FOLDER) / blob.sha256).unlink(missing_ok=True)  # a copy of vault.copies


@contextmanager
def _alone(path: str) -> Iterator[None]:
    """One at a time stores or removes the same bytes: else one could remove what another has found to be there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [path])
        yield


def _vault() -> Storage:
    return storages["vault"]


def _verified_chunks(blob: Blob) -> Iterator[bytes]:
    """The stored bytes; BlobDamaged instead of the end when they were not what was put."""
    digest = hashlib.sha256()
    try:
        with _vault().open(blob.path) as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                yield chunk
    except FileNotFoundError as missing:
        raise BlobDamaged(blob.sha256) from missing
    if digest.hexdigest() != blob.sha256:
        raise BlobDamaged(blob.sha256)


def _intact(blob: Blob) -> bool:
    try:
        verify(blob)
    except BlobDamaged:
        return False
    return True
