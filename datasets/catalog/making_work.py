"""What the kinds of work have in common that make a version of versions (`catalog.making`)."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from catalog.models import DatasetVersion, File
from catalog.services import materialise, materialise_pictures
from organizations.actor import Actor
from vault.errors import BlobDamaged
from work.errors import JobFault
from work.kinds import Kind
from work.models import Item


class MakingWork(Kind):
    """Carries an order out with `catalog.making.errand`."""

    gpus = 0
    memory_gib = 4.0
    most_seconds = 3600.0

    def places(self, gpus: int) -> int:
        """As many as for files that come in."""
        return int(settings.INGESTION_SLOTS)

    @property
    def command(self) -> list[str]:
        """The maker of tables, which knows nothing of the site."""
        return [sys.executable, "-m", "engine.errands", "catalog.making.errand"]


def lay_out(version: DatasetVersion, folder: Path) -> dict[str, Any]:
    """Where the rows of a version and its pictures, if it has any, now lie in `folder`, verified and read-only.

    Raises:
        JobFault: they are damaged.
    """
    has_pictures = version.files.filter(role=File.Role.PICTURES).exists()
    try:
        album = str(materialise_pictures(version, folder)) if has_pictures else ""
        return {"path": str(materialise(version, folder)), "album": album, "pictures": picture_columns(version)}
    except BlobDamaged as damaged:
        raise JobFault("input_damaged", sha256=damaged.sha256) from damaged


def picture_columns(version: DatasetVersion) -> list[str]:
    """The columns that name pictures."""
    return [column["name"] for column in version.columns if column["kind"] == "picture"]


def result_in(folder: Path) -> dict[str, Any]:
    """What the errand has told. Raises JobFault where that can't be read."""
    try:
        told: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    except (OSError, ValueError) as error:
        raise JobFault("results_unreadable") from error
    return told


def submitter(item: Item) -> Actor:
    """Who asked for it, as they are now."""
    return Actor.of(item.submitted_by, item.organization)
