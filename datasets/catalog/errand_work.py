"""What the kinds of work on what people bring have in common: a child that knows nothing of the site does it."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from catalog.models import Upload
from catalog.services.uploads import lay_out
from vault.errors import BlobDamaged
from work.errors import JobFault
from work.kinds import Kind

UPLOAD = "upload"  # the file in the folder of an attempt


class ErrandWork(Kind):
    """Work without a GPU, of which the module `errand` carries the orders out (`engine.errands`)."""

    gpus = 0
    errand: str

    def places(self, gpus: int) -> int:
        """Few: one file keeps a processor busy."""
        return int(settings.INGESTION_SLOTS)

    @property
    def command(self) -> list[str]:
        """A child in which that module is imported."""
        return [sys.executable, "-m", "engine.errands", self.errand]


class ReadingWork(ErrandWork):
    """Work that reads a file as somebody has sent it."""

    @property
    def memory_gib(self) -> float:
        """Enough for what is read of a file at once."""
        return float(settings.INGESTION_MEMORY_GIB)

    @property
    def most_seconds(self) -> float:
        """Bounded, whatever is in the file."""
        return float(settings.INGESTION_SECONDS)


def lay_out_upload(upload: Upload | None, folder: Path) -> str:
    """Where the upload lies in `folder` now, verified and read-only.

    Raises:
        JobFault: its person has left it, or it is damaged.
    """
    if upload is None:
        raise JobFault("left")
    try:
        lay_out(upload, folder / UPLOAD)
    except BlobDamaged as damaged:
        raise JobFault("upload_damaged") from damaged
    return str(folder / UPLOAD)


def result_in(folder: Path, name: str = "result.json") -> dict[str, Any]:
    """What the errand has told. Raises JobFault where that can't be read."""
    try:
        told: dict[str, Any] = json.loads((folder / name).read_bytes())
    except (OSError, ValueError) as error:
        raise JobFault("results_unreadable") from error
    return told
