"""The keys that a site's data is worth nothing without: signing keys and sessions are read with them."""

import hashlib
import json
import os
from pathlib import Path

from django.conf import settings

from entente.backup.errors import BackupError
from entente.backup.manifest import Manifest

FILE = "keys.json"
OF_A_TRIAL = {  # the setting, and the file in which a trial keeps it
    "SECRET_KEY": "secret_key",
    "SIGNING_KEYS_SECRET": "signing_keys_secret",
    "AUDIT_SEAL_KEY": "audit_seal_key",
}
FORMER = {"SECRET_KEY": "SECRET_KEY_FALLBACKS", "SIGNING_KEYS_SECRET": "SIGNING_KEYS_SECRET_FALLBACKS"}


def site_keys() -> dict[str, str]:
    """The site's keys by their settings; those that are not set are left out."""
    return {name: key for name in OF_A_TRIAL if (key := getattr(settings, name))}


def digests() -> dict[str, str]:
    """What tells whether a key is the same, and not what it is: each is long and random."""
    return {name: _digest(key) for name, key in site_keys().items()}


def write_keys(folder: Path) -> None:
    """Put the keys into a backup, for its owner's eyes only."""
    with os.fdopen(os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(site_keys(), file, indent=1)


def check_keys(manifest: Manifest) -> None:
    """That the site's keys are those of the backup; a trial takes them from it instead.

    Raises:
        BackupError: names each that differs.
    """
    if settings.TRIAL and FILE in manifest.files:
        return
    known = {name: {_digest(key) for key in _present(name)} for name in manifest.keys}
    if other := [name for name, digest in manifest.keys.items() if digest not in known[name]]:
        where = f"the backup's {FILE} has them" if FILE in manifest.files else "the backup was made without them"
        raise BackupError(
            f"{', '.join(other)}: not set here as when the backup was made, so what they protect could not be read. "
            f"Set them to the former values ({where}), then restore."
        )


def take_keys(folder: Path, manifest: Manifest) -> None:
    """In a trial, keep the backup's keys as one's own from the next start on."""
    if not settings.TRIAL or FILE not in manifest.files:
        return
    for name, key in json.loads((folder / FILE).read_text()).items():
        path = settings.VAR / OF_A_TRIAL[name]
        draft = path.with_name(f"{path.name}.restored")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(key)
        draft.rename(path)


def _present(name: str) -> list[str]:
    return [getattr(settings, name), *(getattr(settings, FORMER[name]) if name in FORMER else [])]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
