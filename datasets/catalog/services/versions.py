"""What becomes of rows that were read: the bytes in the vault, and the row that shows them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from agreements.models import AssetVersion
from agreements.policy import Decision
from audit.services import record
from catalog import arrivals
from catalog.fault_words import tell
from catalog.formats import Fault, Schema, Split
from catalog.formats.splits import PARTS
from catalog.models import DatasetVersion, File
from organizations.actor import Actor
from organizations.models import Organization
from vault.models import Blob
from vault.services import let_go, put

DATA, PICTURES = "data.parquet", "pictures.zip"
Source = Path | IO[bytes]  # a file on this machine, or an open one, such as an upload


class Kept(NamedTuple):
    """A file that was read: its bytes as they came and as they are read from now on, and what was found in it."""

    name: str
    original: Blob
    data: Blob
    pictures: Blob | None
    schema: Schema

    @property
    def size(self) -> int:
        """What it takes of the storage."""
        return sum(blob.size for blob in (self.original, self.data, self.pictures) if blob)


@contextmanager
def keep_files(owner: Organization, original: Source, folder: Path, *, name: str, schema: Schema) -> Iterator[Kept]:
    """Put into the vault what normalising has left in `folder`, and the file as it came.

    Where they become no version, for whatever reason, they are let go.
    """
    pictures = folder / PICTURES
    blobs: list[Blob] = []
    try:
        for source in (original, folder / DATA, *([pictures] if pictures.exists() else [])):
            blobs.append(put(owner, source))  # noqa: PERF401  those before one that fails are let go, too
        yield Kept(name, blobs[0], blobs[1], blobs[2] if len(blobs) > 2 else None, schema)
    except Exception:
        with suppress(DatabaseError):  # as when it is away: then they are put once more
            let_go(blobs)
        raise


def check_new(name: str, data: Blob, last: DatasetVersion) -> None:
    """Raises ValidationError where the rows are those of the version before."""
    if data.sha256 == last.version.digest:
        raise ValidationError({"file": tell(Fault("same_rows", {"file": name, "number": last.version.number}))})


def show_version(kept: Kept, added: AssetVersion, changes: str = "") -> DatasetVersion:
    """The version with its files, in the caller's transaction."""
    schema = kept.schema
    version = DatasetVersion.objects.create(
        version=added,
        rows=schema.rows,
        shape=schema.shape,
        columns=[asdict(column) for column in schema.columns],
        text_column=_first(schema, "text"),
        label_column=_first(schema, "label"),
        classes=schema.classes,
        repaired=[list(fault) for fault in schema.repaired],
        split=schema.split,
        changes=changes,
    )
    slug = added.asset.slug
    File.objects.create(version=version, name=kept.name, role=File.Role.ORIGINAL, blob=kept.original)
    File.objects.create(version=version, name=f"{slug}.parquet", role=File.Role.NORMALISED, blob=kept.data)
    if kept.pictures:
        File.objects.create(version=version, name=f"{slug}.zip", role=File.Role.PICTURES, blob=kept.pictures)
    return version


def show_next(
    added: AssetVersion, kept: Kept, changes: str, *, by: Actor, decision: Decision, **note: Any
) -> DatasetVersion:
    """The next version, told to who waits for it; in the caller's transaction. `note` is for the audit."""
    version = show_version(kept, added, changes)
    arrivals.tell(version, by)
    told = {"version": added.number, "digest": added.digest, **note}
    record(by, "dataset.version_added", added.asset, decision=decision, **told)
    return version


def split_of_rest(source: DatasetVersion, parts: Mapping[str, int], rows: int) -> dict[str, Any]:
    """The split of a table of `rows` that was made of `source`, with the rows that each of its parts has in it.

    None where the column that says them is gone, or says something else by now.
    """
    before = source.split.get("parts", {})
    if not parts or not parts.keys() <= before.keys():
        return {}
    left = {part: parts.get(part, 0) for part in before}
    return {**source.split, "parts": left, "in_none": rows - sum(left.values())}


def given_split(parts: Mapping[str, int], rows: int) -> dict[str, Any]:
    """The split of a table of `rows` whose column says it; none where that says something else than parts."""
    if not parts or not parts.keys() <= set(PARTS):
        return {}
    told = {part: parts.get(part, 0) for part in PARTS}
    return {**asdict(Split("given")), "parts": told, "in_none": rows - sum(told.values()), "removed": 0}


def _first(schema: Schema, role: str) -> str:
    return next((column.name for column in schema.columns if column.role == role), "")
