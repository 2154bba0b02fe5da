"""A job's inputs: under which digests they are pinned, and where they lie for the process that trains."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from catalog.models import DatasetVersion, File
from catalog.parquet import leave_out
from catalog.services import materialise as materialise_data
from catalog.services import materialise_pictures
from engine.digests import object_digest
from registry.models import ModelVersion
from registry.services import materialise as materialise_model

MODEL_FOLDER = "model"
DATA_FILE = "data.parquet"
DATA_FOLDER = "data"  # of data with pictures, which lie beside the table
ALBUM = "pictures.zip"


def pinned_model(model: ModelVersion) -> dict[str, Any]:
    """The base in the spec."""
    return {"path": MODEL_FOLDER, "sha256": model.version.digest}


def pinned_data(dataset: DatasetVersion) -> dict[str, Any]:
    """The data in the spec; with pictures they are a folder, whose digest is that of its manifest."""
    album = dataset.files.filter(role=File.Role.PICTURES).select_related("blob").first()
    if album is None:
        return {"path": DATA_FILE, "sha256": dataset.version.digest}
    manifest = {DATA_FILE: dataset.version.digest, ALBUM: album.blob.sha256}
    return {"path": DATA_FOLDER, "sha256": object_digest(manifest)}


def lay_out(
    spec: dict[str, Any],
    *,
    model: ModelVersion | None,
    dataset: DatasetVersion,
    folder: Path,
    without: Collection[str] = (),
) -> dict[str, Any]:
    """The spec with the places in `folder` where its inputs now lie, verified and read-only.

    Columns `without` which it has to do are left out of the table, and their pictures; it then has a digest of its own.

    Raises:
        BlobDamaged: the bytes are not what was put.
    """
    if model is not None:
        spec = {**spec, "model": {**spec["model"], "path": str(lay_out_model(model, folder / MODEL_FOLDER))}}
    digest = {"sha256": None} if without else {}
    data = lay_out_data(dataset, folder, without=without)
    return {**spec, "data": {**spec["data"], **digest, "path": str(data)}}


def lay_out_model(model: ModelVersion, folder: Path) -> Path:
    """The model's files, likewise."""
    lock(materialise_model(model, folder))
    return folder


def lay_out_data(dataset: DatasetVersion, folder: Path, *, without: Collection[str] = ()) -> Path:
    """The rows, likewise: a file in `folder`, or a folder there that has their pictures as well."""
    if not dataset.files.filter(role=File.Role.PICTURES).exists():
        path = materialise_data(dataset, folder)
        leave_out(path, without)
        return path
    data = folder / DATA_FOLDER
    leave_out(materialise_data(dataset, data), without)
    if not any(column["kind"] == "picture" and column["name"] in without for column in dataset.columns):
        materialise_pictures(dataset, data)
    lock(data)
    return data


def lock(folder: Path) -> None:
    """Let nobody put anything into `folder`, whose files can't be written already."""
    for part in (folder, *(inner for inner in folder.rglob("*") if inner.is_dir())):
        part.chmod(0o500)
