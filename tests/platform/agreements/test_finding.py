"""Finding a dataset or a model by its name, on the page of the list."""

import pytest
from tests.platform.agreements.policy_world import asset

from catalog.models import Dataset
from catalog.views import ON_A_PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(steward):
    def put(name, owner=steward.organization, **given):
        return Dataset.objects.create(asset=asset(owner, name, **given), created_by=steward.user)

    return put


def names(response):
    return [str(row) for row in response.context["page"]]


def test_a_name_is_found_in_upper_and_lower_case_and_in_chinese(put, steward, client_for):
    for name in ("Plant notes", "Bearing images", "设备维修记录"):
        put(name)
    client = client_for(steward)

    assert names(client.get("/datasets/", {"q": "NOTES"})) == ["Plant notes"]
    assert names(client.get("/datasets/", {"q": "维修"})) == ["设备维修记录"]
    assert "No dataset fits" in client.get("/datasets/", {"q": "weather"}).text


def test_what_is_hidden_is_neither_found_nor_counted(put, steward, partner, client_for):
    put("Plant notes")
    put("Plant secrets", partner.organization)

    page = client_for(steward).get("/datasets/", {"q": "plant"})

    assert names(page) == ["Plant notes"]
    assert page.context["page"].paginator.count == 1


def test_the_order_and_the_name_go_on_to_the_next_page(put, steward, client_for):
    for number in range(ON_A_PAGE + 1, 0, -1):
        put(f"Notes {number:02}")
    put("Something else")
    client = client_for(steward)

    first = client.get("/datasets/", {"q": "notes", "order": "name"})
    assert names(first)[0] == "Notes 01"
    assert "?q=notes&amp;order=name&amp;page=2" in first.text
    assert names(client.get("/datasets/?q=notes&order=name&page=2")) == [f"Notes {ON_A_PAGE + 1}"]


@pytest.mark.parametrize("asked", [{"order": "weather"}, {"q": "\x00"}, {"q": "x" * 999}, {"page": "ninety"}])
def test_what_cannot_be_read_is_said_and_breaks_nothing(put, steward, client_for, asked):
    put("Plant notes")

    assert client_for(steward).get("/datasets/", asked).status_code == 200


def test_models_are_found_in_the_same_way(base, partner, client_for):
    client = client_for(partner)

    assert names(client.get("/models/", {"q": str(base.version.asset)[:4].upper(), "order": "name"}))
    assert not names(client.get("/models/", {"q": "weather"}))
