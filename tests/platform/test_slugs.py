"""No thing's address is one of the site's own words, which would hide its page."""

import re

import pytest
from django.urls import get_resolver
from tests.addresses import addresses

from agreements.services.assets import register_asset
from organizations.slugs import RESERVED

ANY = re.compile(r"<(slug|str):slug>|\(\?P<slug>[^)]*\)")


def words_beside_things():
    """What stands in some address just where the slug of a thing does in another."""
    known = {at.replace("/^", "/") for at in addresses(get_resolver().url_patterns)}
    before = {ANY.split(at)[0] for at in known if ANY.search(at) and not at.startswith("/admin/")}
    return {word for at in known for start in before if at.startswith(start) and (word := _word(at[len(start) :]))}


def _word(rest):
    return found[0] if (found := re.match(r"[\w-]+(?=/)", rest)) else ""


@pytest.mark.django_db
def test_no_name_becomes_a_word_of_the_addresses(company):
    words = words_beside_things()

    assert {"combine", "combined", "drafts", "new", "arrivals"} <= words
    assert words <= RESERVED
    assert not {register_asset("dataset", name=word.title(), owner=company).slug for word in words} & words
