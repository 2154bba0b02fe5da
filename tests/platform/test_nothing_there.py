"""What may not be discovered answers like what doesn't exist: status, headers, body and number of queries."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.addresses import ask, filled
from tests.crowd import World
from tests.platform.test_matrix import table

OPENED_BY_ITS_SECRET = "/account/calendar/<str:secret>/meetings.ics"  # whoever asks
ADDRESSES = [
    (method, address)
    for method, address in table()
    if re.search(r"<\w+:\w+>", address) and address != OPENED_BY_ITS_SECRET
]
# Different in every answer: a token against forgery, a nonce, and the time.
VARIES = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|csrftoken=\w+|expires=[^;]+|nonce="?[-=\w]+|<time [^>]+>[^<]+</time>'
)


TIMED = ("Date", "Expires")


def of_nothing(names: World) -> dict[str, str]:
    """Names as long as the true ones, that nothing has; a file and whom everybody knows keep their own."""
    return {word: name if word in ("role", "file", "joining") else _unused(name) for word, name in names.items()}


def _unused(name: str) -> str:
    try:
        return str(UUID(int=UUID(name).int ^ 1))
    except ValueError:
        return "q" * len(name)


def noticed(client: Client, method: str, path: str, names: World) -> tuple[str, int]:
    """All that can be noticed from outside, but for the names asked for."""
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, method, path)
    headers = [f"{name}: {value}" for name, value in sorted(response.headers.items()) if name not in TIMED]
    said = "\n".join([str(response.status_code), *headers, response.cookies.output(), response.getvalue().decode()])
    for name in sorted(names.values(), key=len, reverse=True):  # one may be part of another
        said = said.replace(name, "…")
    return VARIES.sub("", said), len(queries)


def differences(client: Client, there: World, nothing: World) -> dict[str, str]:
    """Addresses at which a thing that is there answers otherwise than nothing, with what tells them apart."""
    apart = {}
    for method, address in ADDRESSES:
        real, real_queries = noticed(client, method, filled(address, there), there)
        none, no_queries = noticed(client, method, filled(address, nothing), nothing)
        if (real, real_queries) != (none, no_queries):
            lines = zip(real.splitlines(), none.splitlines(), strict=False)
            first = next((f"{one!r}, not {other!r}" for one, other in lines if one != other), "the same words")
            apart[f"{method} {address}"] = f"{first}; {real_queries} queries, not {no_queries}"
    return apart


@pytest.fixture
def hidden(worlds) -> World:
    """Things that a stranger may not discover, by the word that stands for each in an address."""
    return worlds["partner"]


@pytest.mark.heavy
def test_a_stranger_cannot_tell_what_is_hidden_from_what_does_not_exist(hidden, young, crowd_clients):
    there = hidden | {"company": young.slug, "applicant": young.slug}

    assert differences(crowd_clients["stranger", "steward"], there, of_nothing(there)) == {}


@pytest.mark.heavy
def test_nor_by_what_hangs_on_an_organization_that_everybody_knows(hidden, company, crowd_clients):
    nothing = of_nothing(hidden) | {"company": company.slug, "applicant": company.slug}

    assert differences(crowd_clients["stranger", "owner"], hidden, nothing) == {}
