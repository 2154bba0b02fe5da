"""Open datasets and models have pages that need no account, and say nothing that only members may see."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.platform.agreements import policy_world as world

from agreements.models import Asset
from agreements.services.holds import hold_back
from agreements.services.withdrawing import withdraw_versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(notes):
    Asset.objects.filter(pk=notes.version.asset_id).update(openness="open", licence="CC0-1.0")
    return notes


def pages(dataset):
    slug = dataset.version.asset.slug
    return [reverse("registry:open_dataset", args=[slug]), reverse("registry:open_croissant", args=[slug])]


def test_an_open_dataset_is_described_to_who_has_no_account(opened):
    page, croissant = (Client().get(address) for address in pages(opened))
    listed = Client().get(reverse("registry:open")).content.decode()

    assert page.status_code == 200
    assert croissant.json()["name"] == opened.version.asset.name
    assert "usageInfo" not in croissant.json()
    assert opened.version.asset.name in listed
    assert reverse("registry:open") in Client().get(reverse("account_login")).content.decode()
    first = next(iter(opened.classes))
    assert first not in page.content.decode(), "what stands in rows is for members"


@pytest.mark.parametrize(
    "less",
    [
        lambda asset: Asset.objects.filter(pk=asset.pk).update(openness="members"),
        lambda asset: Asset.objects.filter(pk=asset.pk).update(openness="described"),
        lambda asset: Asset.objects.filter(pk=asset.pk).update(frozen_at="2026-01-01T00:00Z"),
        lambda asset: hold_back(asset.versions.get()),
        lambda asset: type(asset.owner).objects.filter(pk=asset.owner_id).update(verified_at=None),
        lambda asset: withdraw_versions(world.add_version(asset, "f" * 64)),
    ],
    ids=["members", "described", "frozen", "held", "unverified", "withdrawn"],
)
def test_what_is_less_than_open_is_not_there(opened, less):
    less(opened.version.asset)

    assert [Client().get(address).status_code for address in pages(opened)] == [404, 404]


def test_an_open_model_is_described_as_well(base):
    there = reverse("registry:open_model", args=[base.version.asset.slug])
    Asset.objects.filter(pk=base.version.asset_id).update(openness="open")
    assert Client().get(there).status_code == 200

    Asset.objects.filter(pk=base.version.asset_id).update(openness="closed")
    assert Client().get(there).status_code == 404
