"""A site from its backup. Bytes come first and rows last: what was interrupted is simply done again."""

from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import storages

from entente.backup import database, keys
from entente.backup.errors import BackupError
from entente.backup.making import BYTES, DUMP
from entente.backup.manifest import Manifest, read_manifest


def restore_backup(folder: Path) -> Manifest:
    """Bring the site in `folder` back, into an empty database.

    Raises:
        BackupError: the backup is not whole, belongs to other keys, or the database is not empty; nothing was changed.
    """
    manifest = read_manifest(folder)
    if "owner" not in settings.DATABASES:
        raise BackupError("Set DATABASE_OWNER_URL: the role of DATABASE_URL serves, it makes no tables.")
    if not database.is_empty():
        raise BackupError(
            "The database has tables already, and nothing is restored over them. Make a new database, or with "
            "embedded services stop everything and move their folder (var/) away first."
        )
    keys.check_keys(manifest)
    _restore_bytes(folder, manifest)
    database.restore(folder / DUMP)
    keys.take_keys(folder, manifest)
    cache.clear()  # what was remembered is of another moment
    return manifest


def _restore_bytes(folder: Path, manifest: Manifest) -> None:
    vault = storages["vault"]
    for name in manifest.files:
        if name.startswith(f"{BYTES}/"):
            with (folder / name).open("rb") as file:
                vault.save(name.removeprefix(f"{BYTES}/"), File(file))
