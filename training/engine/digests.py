"""What names the inputs of a job: SHA-256 of a file, and of a folder by its manifest."""

import hashlib
import json
from pathlib import Path
from typing import Any


def file_digest(path: Path | str) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_digest(path: Path | str) -> str:
    """SHA-256 over the canonical JSON of {relative path: SHA-256 of its bytes} of every file below `path`."""
    root = Path(path)
    files = (file for file in root.rglob("*") if file.is_file())
    return object_digest({file.relative_to(root).as_posix(): file_digest(file) for file in files})


def object_digest(value: Any) -> str:
    """SHA-256 of a JSON value in canonical form: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
