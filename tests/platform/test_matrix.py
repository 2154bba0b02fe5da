"""Who gets what at every address: the whole site is walked and compared with tests/authorization_matrix.txt.

An address that the table doesn't name fails, and so does a line whose address is gone. The world is that of a signed
agreement: the company's notes are closed, the university's model is open, a job of the university waits in line.
"""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.addresses import addresses, ask, filled, word_for
from tests.cast import owner_of, recruit, with_proved_address
from tests.crowd import one_of_each
from tests.doors import still_it_is_they

from agreements.models import Asset
from organizations.models import Organization, Role, Token
from organizations.services import found_organization

TABLE = Path(__file__).parents[1] / "authorization_matrix.txt"
PEOPLE = ("anonymous", "stranger", "unverified", "partner", "steward", "reviewer")


def table() -> dict[tuple[str, str], tuple[str, ...]]:
    """The expected answers by method and address."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {(method, address): tuple(answers) for method, address, *answers in lines[1:]}


@pytest.fixture
def world(submit, agreement, notes, base, project, reviewer, stranger, steward, partner, api_for):
    """One of each thing, by the word that the table's addresses are filled with."""
    shared = {"agreement": agreement, "project": project, "dataset": notes.version.asset, "model": base.version.asset}
    found = one_of_each(**shared, job=submit(), keeper=steward, taker=partner, joining=stranger)
    Asset.objects.filter(pk=notes.version.asset_id).update(openness=Asset.Openness.CLOSED)
    api_for(partner)
    return found | {"token": str(Token.objects.get(user=partner.user).uid)}


@pytest.fixture
def people(world, stranger, partner, steward, reviewer, university, client_for) -> dict[str, Client]:
    """A signed-in client for each column, who has just proved once more that it is they."""
    founder = owner_of(university).user
    young = found_organization("Young Company", Organization.Kind.INDUSTRY, founder=founder)
    unverified = recruit(young, "Yuna Ito", Role.RESEARCHER, Role.STEWARD)
    actors = {
        "stranger": stranger,
        "unverified": unverified,
        "partner": partner,
        "steward": steward,
        "reviewer": reviewer,
    }
    clients = {name: client_for(with_proved_address(actor)) for name, actor in actors.items()}
    for client in clients.values():
        still_it_is_they(client)
    return {"anonymous": Client(), **clients}


def test_every_address_is_in_the_table_and_the_other_way_round():
    told = {address for _method, address in table()}

    assert set(addresses(get_resolver().url_patterns)) == told


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_what_the_table_says(who, world, people):
    column = PEOPLE.index(who)
    found = {}
    for (method, address), expected in table().items():
        given = word_for(ask(people[who], method, filled(address, world)))
        if given != expected[column]:
            found[f"{method} {address}"] = f"{given}, not {expected[column]}"

    assert not found
