"""No page or answer of the API asks the database more questions because there is more: every address is walked."""

from typing import Any

import pytest
from django.db import connection
from tests.addresses import ask, filled
from tests.growing import grow
from tests.platform.test_matrix import table, world  # noqa: F401  a fixture

Place = tuple[str, str]  # who reads, and an address


class Questions:
    """Counts what the database is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, execute: Any, *question: Any) -> Any:
        self.asked += 1
        return execute(*question)


@pytest.fixture
def readers(steward, partner, reviewer, client_for):
    """Who reads: the keeper of what is shared, who may use it, and a reviewer at the desk."""
    reviewer.user.is_staff = True
    reviewer.user.save()
    return {"steward": client_for(steward), "partner": client_for(partner), "reviewer": client_for(reviewer)}


@pytest.fixture
def questions_at(readers, world):  # noqa: F811
    """How many questions each place asks, of those that answer at all."""

    def questions_at(places: list[Place]) -> dict[Place, int]:
        found = {}
        for who, address in places:
            questions = Questions()
            with connection.execute_wrapper(questions):
                response = ask(readers[who], "GET", filled(address, world))
            if response.status_code == 200:
                found[who, address] = questions.asked
        return found

    return questions_at


@pytest.mark.heavy
def test_no_address_asks_more_because_there_is_more(questions_at, readers, steward, partner):
    places = [(who, address) for method, address in table() if method == "GET" for who in readers]
    for number in range(2):  # one may be special
        grow(f"few-{number}", keeper=steward, taker=partner)
    few = questions_at(places)  # and what is kept in memory from then on: less than four more of each would ask
    for number in range(4):
        grow(f"many-{number}", keeper=steward, taker=partner)
    many = questions_at(list(few))

    assert {place: (few[place], many[place]) for place in few if many[place] > few[place]} == {}
