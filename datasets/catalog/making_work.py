"""What the kinds of work have in common that make a version of versions (`catalog.making`)."""

from pathlib import Path
from typing import Any

from catalog.errand_work import ErrandWork
from catalog.models import DatasetVersion, File
from catalog.services import materialise, materialise_pictures
from organizations.actor import Actor
from vault.errors import BlobDamaged
from work.errors import JobFault
from work.models import Item


class MakingWork(ErrandWork):
    """Carries an order out with `catalog.making.errand`."""

    errand = "catalog.making.errand"
    memory_gib = 4.0
    most_seconds = 3600.0


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


def submitter(item: Item) -> Actor:
    """Who asked for it, as they are now."""
    return Actor.of(item.submitted_by, item.organization)
