"""A small dataset of the company's, and versions of files as a worker would bring them in."""

import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import catalog
from agreements.models import Asset
from agreements.services.assets import add_version, register_asset
from catalog.formats import inspect, normalise
from catalog.models import Dataset, DatasetVersion
from catalog.services.versions import keep_files, show_version


@pytest.fixture
def plant_notes() -> Path:
    """The notes that travel with the project."""
    return Path(next(iter(catalog.__path__)), "samples", "plant_notes", "notes.csv")


@pytest.fixture
def read_in(tmp_path) -> Callable[[Path], tuple[Path, list[dict[str, Any]], Path | None]]:
    """Reads a file as it is guessed: the table, what is known of its columns, and the archive of its pictures."""

    def read(path: Path) -> tuple[Path, list[dict[str, Any]], Path | None]:
        folder = tmp_path / "read"
        schema = normalise(path, inspect(path, name=path.name), folder, name=path.name)
        album = folder / "pictures.zip"
        return folder / "data.parquet", [asdict(column) for column in schema.columns], album if album.exists() else None

    return read


@pytest.fixture
def bring_in(steward, tmp_path) -> Callable[..., DatasetVersion]:
    """Brings a file in as it is guessed: as a dataset that is described to everybody, or as its next version."""

    def bring(path: Path, name: str = "Brought", dataset: Dataset | None = None) -> DatasetVersion:
        folder = tmp_path / f"{name}-{path.name}"
        schema = normalise(path, inspect(path, name=path.name), folder, name=path.name)
        owner = steward.organization
        if dataset is None:
            asset = register_asset(Asset.Kind.DATASET, name=name, owner=owner, openness="described")
            dataset = Dataset.objects.create(asset=asset, created_by=steward.user)
        with keep_files(owner, path, folder, name=path.name, schema=schema) as kept:
            return show_version(kept, add_version(dataset.asset, kept.data.sha256))

    return bring


@pytest.fixture
def gauges(tmp_path) -> Path:
    """Two series, one step an hour; in the second a day is missing."""
    lines = ["time,series,value"]
    for gauge, skipped in (("north", ()), ("south", range(24, 48))):
        for hour in range(96):
            moment = f"2026-01-{1 + hour // 24:02} {hour % 24:02}:00:00"
            lines += [] if hour in skipped else [f"{moment},{gauge},{hour % 24 + hour / 100}"]
    path = tmp_path / "gauges.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def scans(tmp_path) -> Path:
    """Pictures of two sizes in two folders, one of them there twice, one with the shades of a scanner."""
    path = tmp_path / "scans.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30):
            kind = "crack" if number % 3 else "sound"
            picture = tmp_path / f"{number}.png"
            size = (64, 48) if number % 2 else (320, 200)
            Image.new("RGB", size, (number * 8, 90, 255 - number * 8)).save(picture)
            archive.write(picture, f"{kind}/{number}.png")
        archive.write(tmp_path / "1.png", "crack/again.png")
        Image.new("I;16", (64, 48), 3000).save(tmp_path / "deep.png")
        archive.write(tmp_path / "deep.png", "sound/deep.png")
    return path
