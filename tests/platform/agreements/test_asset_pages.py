"""Pages of what one may know of: the newest first, by name, and of what was searched for."""

import pytest
from tests.platform.agreements.policy_world import asset

from agreements.asset_pages import AssetPages
from agreements.models import Asset
from agreements.policy import Excerpt, Order, visible

pytestmark = pytest.mark.django_db


def test_page_after_page_shows_every_asset_once_and_nothing_hidden(steward, partner):
    company, other = steward.organization, partner.organization
    for number in range(5):
        asset(company, f"Ours {number}")
        asset(other, f"Open {number}", openness="open")
        asset(other, f"Closed {number}")
    pages = AssetPages(steward, Asset.objects.all(), 3, Excerpt())
    shown = [row.name for number in pages.page_range for row in pages.page(number)]
    assert pages.count == 10
    assert shown == [f"{name} {number}" for number in range(4, -1, -1) for name in ("Open", "Ours")]


def test_pages_by_name_and_of_a_search_count_what_they_show(steward, partner):
    for name in ("birch", "Ash leaves", "Ash bark"):
        asset(steward.organization, name)
    asset(partner.organization, "Ash roots")
    asset(partner.organization, "Ash seeds", openness="described")

    pages = AssetPages(steward, Asset.objects.all(), 2, Excerpt(order=Order.BY_NAME, named="ASH"))

    shown = [row.name for number in pages.page_range for row in pages.page(number)]
    assert shown == ["Ash bark", "Ash leaves", "Ash seeds"]
    assert pages.count == 3


@pytest.mark.parametrize("named", ["%", "_", "\\", "'", "named"])
def test_every_character_of_a_search_stands_for_itself(steward, named):
    asset(steward.organization, "Plain")
    own = asset(steward.organization, f"With {named} in it")
    assert list(visible(steward, Asset.objects.all(), "discover", only=Excerpt(named=named))) == [own]


def test_two_who_search_alike_see_their_own(steward, partner):
    """The statement of a search is written once for both; what fills it is each one's."""
    ours, theirs = asset(steward.organization, "Ours"), asset(partner.organization, "Theirs")
    for actor, own in ((steward, ours), (partner, theirs), (steward, ours)):
        assert list(visible(actor, Asset.objects.all(), "discover", only=Excerpt(5))) == [own]
        assert list(visible(actor, Asset.objects.all(), "discover")) == [own]
