"""Making a backup, while the site goes on."""

import shutil
from pathlib import Path

from django.utils import timezone

from entente.backup import database, keys
from entente.backup.errors import BackupError
from entente.backup.manifest import Manifest, describe, write_manifest
from vault.errors import BlobDamaged
from vault.models import Blob
from vault.services import local_path
from work.release import release

DUMP, BYTES = "database.dump", "bytes"


def make_backup(folder: Path, *, with_keys: bool = True) -> Manifest:
    """Write all of the site into `folder`, which must not exist; database and bytes are of the same moment.

    Bytes that are damaged or gone already are left out and named in the manifest: the rest is worth keeping.

    Raises:
        BackupError: it could not be made; nothing stays.
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise BackupError(f"{folder} exists already. Name a new folder for each backup.") from error
    try:
        return _fill(folder, with_keys=with_keys)
    except OSError as error:
        _discard(folder)
        raise BackupError(f"The backup was not made: {error}. Give it a folder with more room.") from error
    except BaseException:
        _discard(folder)
        raise


def _fill(folder: Path, *, with_keys: bool) -> Manifest:
    files, damaged = {}, []
    with database.snapshot() as moment:
        database.dump(folder / DUMP, moment=moment)
        files[DUMP] = describe(folder / DUMP)
        for blob in Blob.objects.order_by("pk").iterator():
            name = f"{BYTES}/{blob.path}"
            try:
                local_path(blob, folder, name)
            except BlobDamaged:
                damaged.append(blob.sha256)
            else:
                files[name] = (blob.sha256, blob.size)
    if with_keys:
        keys.write_keys(folder)
        files[keys.FILE] = describe(folder / keys.FILE)
    made_at = timezone.now().isoformat(timespec="seconds")
    manifest = Manifest(release(), made_at, files, keys.digests(), damaged)
    write_manifest(folder, manifest)
    return manifest


def _discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
