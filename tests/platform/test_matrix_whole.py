"""Everybody at every address, with each method that it takes, compared with tests/authorization_matrix_whole.txt.

To write the table anew, and then to read what changed:

    WRITE_MATRIX=1 pytest -n 0 -m heavy tests/platform/test_matrix_whole.py
    git diff tests/authorization_matrix_whole.txt

What no table may say is in test_matrix_rules.py.
"""

import logging
import os

import pytest
from django.urls import get_resolver
from tests import grid
from tests.addresses import addresses, methods_at
from tests.asking import came_of
from tests.crowd import World
from tests.fields import path_of, sent

from organizations.services import name_domain

PARTS = 4


def part_of_the_site(part: int) -> list[str]:
    """The addresses that a test walks: every fourth, so that all tests take as long."""
    return sorted(set(addresses(get_resolver().url_patterns)))[part::PARTS]


@pytest.fixture
def things(worlds, crowd, company, young, base) -> dict[str, World]:
    """What stands in addresses and fields, for each organization that has its own."""
    domain = name_domain(company, "halvard.example", by=crowd["own", "owner"]).name
    more = {"base": base.version.asset.slug, "applicant": young.slug, "domain": domain}
    return {name: world | more | {"taker": crowd[name, "owner"].organization.slug} for name, world in worlds.items()}


@pytest.fixture
def in_peace(settings):
    """Thirty people at one address in a minute are no attack here, and their refusals are no news."""
    settings.ACCOUNT_RATE_LIMITS = False
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.heavy
@pytest.mark.usefixtures("in_peace", "undrawn_pdf")
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_whole_table_says(part, things, fresh_clients):
    walked = part_of_the_site(part)
    found: grid.Grid = {}
    for address in walked:
        here = path_of(address, things["partner"])
        asked = [fresh_clients[who] for who in grid.OPENING]
        for method in methods_at(here, asked):
            found[method, address] = {
                who: came_of(fresh_clients[who], method, path_of(address, world), **sent(method, address, world))
                for who in grid.COLUMNS
                for world in [things.get(who[0], things["partner"])]
            }
    if os.environ.get("WRITE_MATRIX"):
        others = set(addresses(get_resolver().url_patterns)) - set(walked)
        grid.write({line: row for line, row in grid.read().items() if line[1] in others} | found)

    assert found == {line: row for line, row in grid.read().items() if line[1] in walked}


def test_the_whole_table_has_every_address_and_no_other():
    assert {address for _method, address in grid.read()} == set(addresses(get_resolver().url_patterns))
