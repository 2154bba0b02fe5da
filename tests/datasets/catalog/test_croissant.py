"""A version's description in Croissant, as MLCommons' own library reads it."""

import zipfile

import mlcroissant
import pytest
from django.urls import reverse

from catalog.models import File
from vault.services import local_path


@pytest.fixture
def described(notes, agreement, partner, client_for):
    """What the partner is given of the notes, under the agreement."""
    address = reverse("catalog:croissant", args=[notes.version.asset.slug, 1])
    return client_for(partner).get(address).json()


def test_the_reference_library_accepts_it_and_loads_the_rows(described, notes, tmp_path):
    file = notes.files.get(role=File.Role.NORMALISED)
    mapping = {file.name: local_path(file.blob, tmp_path, file.name)}
    dataset = mlcroissant.Dataset(jsonld=described, mapping=mapping)

    assert not dataset.metadata.ctx.issues.errors
    rows = list(dataset.records("rows"))
    assert len(rows) == notes.rows
    assert set(rows[0]) == {"rows/note", "rows/fault"}


def test_a_split_is_told_in_the_terms_of_croissant(bring_in, steward, client_for, tmp_path):
    path = tmp_path / "parts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("train", "test"):
            lines = [f"{part} {n} hums,leak" for n in range(9)]
            archive.writestr(f"{part}.csv", "\n".join(["note,fault", *lines]))
    version = bring_in(path)
    address = reverse("catalog:croissant", args=[version.version.asset.slug, 1])
    file = version.files.get(role=File.Role.NORMALISED)
    mapping = {file.name: local_path(file.blob, tmp_path, file.name)}

    dataset = mlcroissant.Dataset(jsonld=client_for(steward).get(address).json(), mapping=mapping)

    assert not dataset.metadata.ctx.issues.errors
    assert {str(row["splits/url"]) for row in dataset.records("splits")} >= {"cr:TrainingSplit", "cr:TestSplit"}
    assert next(iter(dataset.records("rows")))["rows/split"] == b"train"


def test_it_names_the_agreement_and_its_purposes_to_who_may_use_it_and_to_nobody_else(
    described, notes, agreement, stranger, client_for, api_for, partner
):
    (terms,) = described["usageInfo"]
    told = api_for(stranger).get(f"/api/v1/datasets/{notes.version.asset.slug}/versions/1/croissant/").json()

    assert terms["name"] == agreement.title
    assert [each["termCode"] for each in terms["about"]] == ["DUO:0000042"]
    assert "usageInfo" not in told
    assert told["distribution"][0]["sha256"] == described["distribution"][0]["sha256"]
