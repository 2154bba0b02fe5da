"""Datasets are found by words and facets; counts tell nothing of what one may not know."""

import re

import pytest

from agreements.models import Asset
from agreements.services.assets import add_version, register_asset
from catalog.forms.finding import CatalogueForm
from catalog.models import Dataset, DatasetVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(steward):
    """Datasets of the company's that everybody may know of, and one that nobody else does."""
    for name, description, licence, shape, openness in (
        ("Pumps", "Notes of fitters about leaking seals", "CC-BY-4.0", "texts", "described"),
        ("Scans", "Pictures of cracked bearings", "CC-BY-4.0", "pictures", "described"),
        ("记录", "水泵的维修记录", "CC0-1.0", "texts", "described"),
        ("Secret", "Notes about a leak nobody knows of", "MIT", "series", "closed"),
    ):
        asset = register_asset(
            Asset.Kind.DATASET, name=name, owner=steward.organization, openness=openness, licence=licence
        )
        Dataset.objects.create(asset=asset, created_by=steward.user, description=description, licence=licence)
        version = add_version(asset, name.encode().hex().ljust(64, "0"))
        DatasetVersion.objects.create(version=version, rows=1, shape=shape, columns=[])


def names(form, actor):
    return sorted(dataset.asset.name for dataset in form.fitting(actor))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "note leak"}, ["Pumps"]),  # by their stems
        ({"q": "维修"}, ["记录"]),
        ({"q": "scan"}, ["Scans"]),
        ({"licence": "CC-BY-4.0"}, ["Pumps", "Scans"]),
        ({"licence": "CC-BY-4.0", "shape": "texts"}, ["Pumps"]),
        ({"q": "\"') | &"}, []),
        ({"licence": "MIT"}, []),
        ({"openness": "described", "q": "scan"}, ["Scans"]),
        ({"openness": "open"}, []),
    ],
)
def test_words_and_facets_find_what_one_may_know_of(catalogue, asked, found, partner):
    assert names(CatalogueForm(asked), partner) == found


def test_counts_are_of_what_one_may_know_and_the_others_chosen(catalogue, partner, steward, client_for, api_for):
    def told(actor, **asked):
        facets = CatalogueForm(asked).facets(actor)
        return {facet.name: {str(each.label): each.found for each in facet.choices} for facet in facets}

    assert told(partner)["licence"] == {"CC-BY-4.0": 2, "CC0-1.0": 1}
    assert told(steward)["licence"] == {"CC-BY-4.0": 2, "CC0-1.0": 1, "MIT": 1}
    narrowed = told(partner, shape="pictures")
    assert (narrowed["shape"], narrowed.get("licence")) == (
        {"Texts": 2, "Pictures": 1},
        None,
    )  # one licence is no choice
    page = client_for(partner).get("/datasets/", {"shape": "pictures", "order": "name"}).content.decode()
    assert re.findall(r'<th scope="row"><a href="/datasets/(\w+)/"', page) == ["scans"]
    assert 'href="?order=name"' in page  # the shape left out again
    assert [each["name"] for each in api_for(partner).get("/api/v1/datasets/?q=seal").json()["results"]] == ["Pumps"]
