"""What a backup holds: every file with its size and SHA-256. Written last, so that half a backup has none."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from entente.backup.errors import BackupError

NAME, FORMAT = "manifest.json", 1
CHUNK_BYTES = 1 << 20
SHOWN = 5  # faults that are named


@dataclass(frozen=True)
class Manifest:
    """`files` has the SHA-256 and the size of each, `keys` the SHA-256 of each key of the site by its setting.

    `damaged` are the SHA-256 of bytes that were damaged or gone already when the backup was made.
    """

    version: str
    made_at: str
    files: dict[str, tuple[str, int]]
    keys: dict[str, str]
    damaged: list[str]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for _digest, size in self.files.values())


def describe(path: Path) -> tuple[str, int]:
    """A file's SHA-256 and size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest(), path.stat().st_size


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Complete a backup: all its files are on the disk before the manifest bears its name."""
    draft = folder / f".{NAME}"
    draft.write_text(json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))
    os.sync()
    draft.rename(folder / NAME)
    os.sync()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup all of whose files are there as they were written.

    Raises:
        BackupError: it is not whole; nothing of it should be used.
    """
    try:
        told = json.loads((folder / NAME).read_text())
        if told.pop("format") != FORMAT:
            raise BackupError(f"The backup {folder} has a format that this version of Entente does not know.")
        files = {name: (digest, size) for name, (digest, size) in told.pop("files").items()}
        manifest = Manifest(files=files, **told)
    except FileNotFoundError as error:
        raise BackupError(f"{folder} has no {NAME}: it is no backup, or one that was never finished.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{folder / NAME} cannot be read. Take another backup.") from error
    if faults := list(_faults(folder, manifest)):
        named = "\n".join(f"- {fault}" for fault in faults[:SHOWN])
        raise BackupError(f"The backup {folder} is not whole ({len(faults)} faults). Take another one.\n{named}")
    return manifest


def _faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing."
        elif describe(path) != expected:
            yield f"{name} is not what was written."
