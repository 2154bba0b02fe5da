"""A version's description in Croissant, as MLCommons' own library reads it."""

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


def test_it_names_the_agreement_and_its_purposes_to_who_may_use_it_and_to_nobody_else(
    described, notes, agreement, stranger, client_for, api_for, partner
):
    (terms,) = described["usageInfo"]
    told = api_for(stranger).get(f"/api/v1/datasets/{notes.version.asset.slug}/versions/1/croissant/").json()

    assert terms["name"] == agreement.title
    assert [each["termCode"] for each in terms["about"]] == ["DUO:0000042"]
    assert "usageInfo" not in told
    assert told["distribution"][0]["sha256"] == described["distribution"][0]["sha256"]
