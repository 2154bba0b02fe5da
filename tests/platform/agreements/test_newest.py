"""Pages of what one may know of, the newest first."""

import pytest
from tests.platform.agreements.policy_world import asset

from agreements.models import Asset
from agreements.newest import NewestFirst
from agreements.policy import visible

pytestmark = pytest.mark.django_db


def test_page_after_page_shows_every_asset_once_and_nothing_hidden(steward, partner):
    company, other = steward.organization, partner.organization
    for number in range(5):
        asset(company, f"Ours {number}")
        asset(other, f"Open {number}", openness="open")
        asset(other, f"Closed {number}")
    pages = NewestFirst(steward, Asset.objects.all(), 3)
    shown = [row.name for number in pages.page_range for row in pages.page(number)]
    assert pages.count == 10
    assert shown == [f"{name} {number}" for number in range(4, -1, -1) for name in ("Open", "Ours")]


def test_two_who_search_alike_see_their_own(steward, partner):
    """The statement of a search is written once for both; what fills it is each one's."""
    ours, theirs = asset(steward.organization, "Ours"), asset(partner.organization, "Theirs")
    for actor, own in ((steward, ours), (partner, theirs), (steward, ours)):
        assert list(visible(actor, Asset.objects.all(), "discover", newest=5)) == [own]
        assert list(visible(actor, Asset.objects.all(), "discover")) == [own]
