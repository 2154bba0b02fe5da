"""Files come in, piece by piece: begun, gone on with after a broken connection, thrown away.

Each piece is stored before the row says that it is there, under a lock that lasts as long as the row's change only. So
a crash leaves bytes without a row, and of two connections that send the same place the second is told to ask again.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from agreements.policy import permitted, require
from audit.services import record
from catalog.errors import ChecksumMismatch, NoRoom, OffsetConflict, UploadTooLarge
from catalog.models import Upload, UploadPart
from catalog.services.sweeping import drop_upload, sweep
from organizations.actor import Actor
from organizations.models import Organization
from vault.errors import BlobDamaged
from vault.models import Blob
from vault.parts import forget_parts, join_parts, keep_part

PART_BYTES = 8 << 20  # what is held in memory of an upload; the least that S3's multipart takes is 5 MB
READ_BYTES = 64 << 10
GIB = 1 << 30


class Readable(Protocol):
    """What bytes can be read from: a request, a file."""

    def read(self, size: int = ..., /) -> bytes: ...


class Checksum(NamedTuple):
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes


def begin_upload(*, name: str, size: int, by: Actor) -> Upload:
    """A place for a file of `size` bytes of the organization that `by` acts for.

    Raises:
        NotAllowed: `by` adds nothing to an organization.
        UploadTooLarge: it is larger than a file may be, or (NoRoom) than the organization has room for.
    """
    require(by, "add_asset", by.organization)
    owner = by.organization
    assert owner is not None  # the yes says so
    _check_size(name, size)
    sweep()
    with permitted(by, [("add_asset", owner)]) as yes:
        _check_room(owner, size)
        upload = Upload.objects.create(
            organization=owner, begun_by=by.user, name=name, size=size, expires_at=Upload.expiry()
        )
        record(by, "upload.begun", upload, decision=yes, size=size)
    return upload


def largest_bytes() -> int:
    """What one file may have."""
    return int(settings.UPLOAD_LARGEST_GIB * GIB)


def append_bytes(upload: Upload, source: Readable, *, at: int, by: Actor, checksum: Checksum | None = None) -> Upload:
    """Add what `source` has, from the offset `at` on, to the end; where it breaks off, what came is kept.

    With a checksum nothing is kept until all of `source` has come and is what was sent.

    Raises:
        NotAllowed: `by` adds nothing to an organization any more.
        OffsetConflict: the upload stands elsewhere, or another connection was quicker.
        ChecksumMismatch: the bytes are not those that were sent.
    """
    require(by, "add_asset", upload.organization)
    if at != upload.offset:
        raise OffsetConflict
    if checksum is None:
        for piece in _pieces(source, upload.size - at):
            upload = _add(upload, [_store(upload, piece)])
        return upload
    return _append_checked(upload, source, checksum)


def take_upload(upload: Upload) -> None:
    """In the transaction that begins to bring it in, and only by one: whoever comes at the same time waits.

    Raises:
        ValidationError: it is not here any more, or not all of it, or is being brought in already.
    """
    here = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if here is None:
        raise ValidationError({"upload": _("The file is not here any more. Bring it again.")})
    if not here.is_complete:
        raise ValidationError({"upload": _("The file is not all here yet. Send the rest of it first.")})
    if here.is_in_use:
        raise ValidationError({"upload": _("This file is being brought in already.")})


def end_upload(upload: Upload, *, by: Actor) -> None:
    """Throw it away.

    Raises:
        UploadInUse: it is being brought in.
    """
    require(by, "add_asset", upload.organization)
    drop_upload(upload)


def received(file: File[bytes], *, by: Actor) -> Upload:
    """A file that came with a form, as an upload; Django has it on disk where it is large.

    Raises as `begin_upload`.
    """
    upload = begin_upload(name=(file.name or "file")[-255:], size=file.size, by=by)
    return append_bytes(upload, file, at=0, by=by)


def lay_out(upload: Upload, path: Path) -> None:
    """Write all bytes to `path`, read-only, and take their SHA-256, which must stay what it was.

    Raises BlobDamaged: a piece is gone, or is not what it was.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with join_parts(upload.parts.values_list("path", flat=True)) as source, path.open("xb") as target:
            while chunk := source.read(READ_BYTES):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
    except FileNotFoundError as gone:
        raise BlobDamaged(upload.sha256) from gone
    path.chmod(0o400)
    if size != upload.size or upload.sha256 not in ("", digest.hexdigest()):
        raise BlobDamaged(upload.sha256 or digest.hexdigest())
    Upload.objects.filter(pk=upload.pk).update(sha256=digest.hexdigest())


def _check_size(name: str, size: int) -> None:
    if size > largest_bytes():
        words = _("%(name)s is larger than %(largest)s GiB. Bring it in parts, as several datasets.")
        raise UploadTooLarge(words % {"name": name, "largest": f"{settings.UPLOAD_LARGEST_GIB:g}"})


def _check_room(owner: Organization, size: int) -> None:
    """In the transaction that takes the room; of two uploads at once the second waits and counts the first."""
    if not settings.ORGANIZATION_ROOM_GIB:
        return
    Organization.objects.select_for_update(no_key=True).get(pk=owner.pk)
    kept = Blob.objects.filter(owner=owner).aggregate(sum=Sum("size"))["sum"] or 0
    coming = Upload.objects.filter(organization=owner).aggregate(sum=Sum("size"))["sum"] or 0
    room = int(settings.ORGANIZATION_ROOM_GIB * GIB) - kept - coming
    if size > room:
        words = _("%(organization)s has room for %(room)s MB more. Delete what is not needed, or ask the operator.")
        raise NoRoom(words % {"organization": owner, "room": max(0, room) // 10**6})


def _pieces(source: Readable, most: int) -> Iterator[bytes]:
    """What comes, in parts that fit into memory; a connection that breaks is an end like another."""
    piece = bytearray()
    while most > 0:
        try:
            read = source.read(min(READ_BYTES, most, PART_BYTES - len(piece)))
        except OSError:  # Django's UnreadablePostError is one
            read = b""
        if not read:
            break
        piece += read
        most -= len(read)
        if len(piece) == PART_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _store(upload: Upload, piece: bytes) -> UploadPart:
    path = keep_part(upload.organization, str(upload.uid), piece)
    return UploadPart(upload=upload, size=len(piece), path=path)


def _append_checked(upload: Upload, source: Readable, checksum: Checksum) -> Upload:
    digest, parts = hashlib.new(checksum.algorithm, usedforsecurity=False), []
    try:
        for piece in _pieces(source, upload.size - upload.offset):
            digest.update(piece)
            parts.append(_store(upload, piece))
        if digest.digest() != checksum.digest:
            raise ChecksumMismatch
    except Exception:
        forget_parts(part.path for part in parts)
        raise
    return _add(upload, parts)


def _add(upload: Upload, parts: list[UploadPart]) -> Upload:
    """The row says that `parts` are there, unless another connection was quicker."""
    size = sum(part.size for part in parts)
    with transaction.atomic():
        at_its_end = Upload.objects.filter(pk=upload.pk, offset=upload.offset)
        taken = at_its_end.update(offset=F("offset") + size, expires_at=Upload.expiry())
        if taken:
            place = upload.offset
            for part in parts:
                part.offset = place
                place += part.size
            UploadPart.objects.bulk_create(parts)
    if not taken:
        forget_parts(part.path for part in parts)
        raise OffsetConflict
    upload.offset, upload.expires_at = upload.offset + size, Upload.expiry()
    return upload
