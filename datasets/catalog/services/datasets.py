"""What people do with datasets: look into them, hand them to a job; and commands and tests, which bring small ones in.

`add_dataset` reads a file in this process, at once. What people bring comes by services/ingestions.py instead.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from agreements.models import Asset, Undertaking
from agreements.operations import Operation
from agreements.policy import permitted, require
from agreements.services.assets import add_version, register_asset
from agreements.streaming import give_out
from audit.services import record
from catalog import arrivals
from catalog.models import Dataset, DatasetVersion, File
from catalog.parquet import Row, read_rows
from catalog.services.reading import read_here
from catalog.services.versions import Source, check_new, keep_files, show_next, show_version
from catalog.sight import sight_of, uncut
from organizations.actor import Actor
from vault.copies import copy_of
from vault.models import Blob
from vault.services import ALL, local_path

PREVIEW_ROWS = 10


def add_dataset(
    *,
    name: str,
    file: Source,
    text: str,
    label: str,
    by: Actor,
    description: str = "",
    field: str = "",
    licence: str = "",
    citation: str = "",
    openness: str = Asset.Openness.CLOSED,
) -> Dataset:
    """Bring in a dataset for the organization that `by` acts for; the file's rows become version 1.

    Raises:
        NotAllowed: `by` is no steward of an organization; nothing is read.
        ValidationError: what is wrong with the file, each fault by file, row and column.
    """
    require(by, "add_asset", by.organization)
    owner = by.organization
    assert owner is not None  # the yes says so
    with (
        read_here(file, {"text": text, "label": label}) as read,
        keep_files(owner, read.original, read.folder, name=read.name, schema=read.schema) as kept,
        permitted(by, [("add_asset", by.organization)]) as yes,
    ):
        asset = register_asset(Asset.Kind.DATASET, name=name, owner=owner, openness=openness, licence=licence)
        dataset = Dataset.objects.create(
            asset=asset,
            description=description,
            field=field,
            licence=licence,
            citation=citation,
            created_by=by.user,
        )
        version = show_version(kept, add_version(asset, kept.data.sha256))
        arrivals.tell(version, by)
        record(by, "dataset.added", asset, decision=yes, rows=version.rows, digest=kept.data.sha256)
    return dataset


def add_dataset_version(
    dataset: Dataset, *, file: Source, changes: str, by: Actor, text: str = "", label: str = ""
) -> DatasetVersion:
    """The rows in `file` become the next version of `dataset`; the versions before stay as they are.

    `changes` says what is different, for people. The columns to learn from are the last version's unless named.

    Raises:
        NotAllowed: `by` is no steward of its owner; nothing is read.
        ValidationError: what is wrong with the file, each fault by file, row and column; or it holds the same rows.
    """
    asset = dataset.asset
    require(by, "add_version", asset)
    last = dataset.latest
    columns = {"text": text or last.text_column, "label": label or last.label_column}
    with (
        read_here(file, columns) as read,
        keep_files(asset.owner, read.original, read.folder, name=read.name, schema=read.schema) as kept,
        permitted(by, [("add_version", asset)]) as yes,
    ):
        added = add_version(asset, kept.data.sha256)
        check_new(kept.name, kept.data, dataset.versions().exclude(pk=added.pk)[0])  # one may have come meanwhile
        return show_next(added, kept, changes, by=by, decision=yes)


def preview_rows(
    version: DatasetVersion, *, by: Actor, project: Undertaking | None = None, limit: int = PREVIEW_ROWS
) -> list[Row]:
    """The first rows of a version; `project` is what they are looked at for.

    Raises:
        NotAllowed: `by` may not preview the dataset.
    """
    return rows_of(version, range(min(limit, version.rows)), by=by, project=project)


def rows_of(
    version: DatasetVersion, indices: Sequence[int], *, by: Actor, project: Undertaking | None = None
) -> list[Row]:
    """The rows at `indices`, counted from 0, in that order, as far as they are seen; `project` is what they are for.

    Raises:
        NotAllowed: `by` may not preview the dataset.
    """
    asset = version.version.asset
    yes = require(by, "preview", version.version, project=project)
    with copy_of(_normalised(version)).open("rb") as file:
        rows = read_rows(file, indices, without=sight_of(version, yes).masked)
    record(by, "dataset.previewed", asset, decision=yes, rows=len(rows), version=version.version.number)
    return rows


def stream_file(file: File, *, by: Actor, project: Undertaking | None = None, part: slice = ALL) -> Iterator[bytes]:
    """The bytes of one file, or a part of them, verified before the first is given out; the question is asked at once.

    Raises:
        NotAllowed: `by` may not download the dataset, or not what is masked in it; or may no longer, while the bytes
            flow.
    """
    return give_out(
        file.blob,
        file.name,
        version=file.version.version,
        operation=Operation.DOWNLOAD,
        deed="dataset.downloaded",
        by=by,
        also=uncut(file.version),
        project=project,
        part=part,
    )


def materialise(version: DatasetVersion, folder: Path) -> Path:
    """The version's rows as a Parquet file in `folder`, verified, for a job that the policy has let in."""
    return local_path(_normalised(version), folder, "data.parquet")


def materialise_pictures(version: DatasetVersion, folder: Path) -> Path:
    """The archive of the version's pictures likewise."""
    return local_path(version.files.select_related("blob").get(role=File.Role.PICTURES).blob, folder, "pictures.zip")


def _normalised(version: DatasetVersion) -> Blob:
    return version.files.select_related("blob").get(role=File.Role.NORMALISED).blob
