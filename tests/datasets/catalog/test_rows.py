"""Rows of a version are looked through page by page, by who may see them."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from audit.models import Event
from catalog.profiling.finding import Wanted, finding
from catalog.services.profiles import profile_here

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(bring_in, tmp_path):
    """A hundred rows about pumps and belts."""
    lines = [
        f"{'Pump' if at % 4 else 'Belt'} {at},{at / 2},2026-01-{1 + at % 28:02},{'' if at == 7 else 'hall'}"
        for at in range(100)
    ]
    path = tmp_path / "stock.csv"
    path.write_text("\n".join(["what,weight,day,place", *lines]) + "\n")
    return bring_in(path, "Stock")


@pytest.fixture
def look(stock, api_for, steward):
    """What the API answers about the stock's rows."""

    def look(**asked):
        return api_for(steward).get(f"/api/v1/datasets/{stock.version.asset.slug}/versions/1/rows/", asked)

    return look


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ({}, 100, 1),
        ({"page": "5"}, 100, 97),
        ({"q": "bELT"}, 25, 1),
        ({"q": "belt", "page": 2}, 25, 97),
        ({"column": "weight", "test": "least", "value": "40"}, 20, 81),
        ({"column": "weight", "test": "is", "value": "3.5"}, 1, 8),
        ({"column": "day", "test": "most", "value": "2026-01-02"}, 8, 1),
        ({"column": "day", "test": "least", "value": "2026-01-28"}, 3, 28),
        ({"column": "place", "test": "missing"}, 1, 8),
        ({"column": "what", "test": "contains", "value": "99", "q": "pump"}, 1, 100),
        ({"q": "' OR true --"}, 0, None),
        ({"q": "%"}, 0, None),
        ({"q": "2026-01-28"}, 3, 28),
        ({"column": "day", "test": "most", "value": "9999-12-31"}, 100, 1),
    ],
)
def test_rows_that_hold_words_or_a_value_are_found(look, asked, count, first):
    told = look(**asked).json()

    assert told["count"] == count
    assert next((row["number"] for row in told["rows"]), None) == first
    assert len(told["rows"]) <= 24


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"column": "weight", "test": "least", "value": "heavy"}, "value", "“heavy” is not a number."),
        ({"column": "day", "test": "least", "value": "soon"}, "value", "“soon” is not a date."),
        ({"column": "what", "test": "most", "value": "x"}, "value", "Only numbers and dates"),
        ({"column": "what", "test": "is"}, "value", "Write the value"),
        ({"column": "colour", "test": "missing"}, "column", "Select a valid choice"),
        ({"value": "x"}, "column", "Say which column"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(look, asked, field, sentence):
    response = look(**asked)

    assert response.status_code == 400
    assert [(each["field"], sentence in each["detail"]) for each in response.json()["errors"]] == [(field, True)]


def test_the_page_finds_rows_and_tells_the_audit_not_the_words(stock, client_for, steward, partner):
    address = f"/datasets/{stock.version.asset.slug}/1/rows/"
    page = client_for(steward).get(address, {"q": "belt"}).content.decode()

    assert "1 to 24 of 25" in page
    assert "?q=belt&amp;page=2" in page
    assert "belt" not in str(Event.objects.filter(verb="dataset.previewed").latest("pk").data)
    assert client_for(steward).get(address, {"column": "day", "test": "is"}).status_code == 422
    assert client_for(partner).get(address).status_code == 403  # it is described to them, and no more


def test_pictures_are_shown_small_within_the_page(bring_in, scans, steward, client_for):
    version = bring_in(scans)
    profile_here(version, by=steward)

    response = client_for(steward).get(f"/datasets/{version.version.asset.slug}/1/rows/", {"q": "crack"})

    assert response.content.decode().count("data:image/jpeg;base64,") == 21
    assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]


def test_names_of_columns_are_names_whatever_they_hold(tmp_path):
    names = ['a"; DROP', "${at} {column} $1", "row\t", "A", "a"]
    pq.write_table(pa.table({name: [f"{name} {at}" for at in range(3)] for name in names}), tmp_path / "data.parquet")

    for name in names:
        wanted = Wanted(words="2", column=name, test="contains", value=name)
        with finding(tmp_path / "data.parquet", wanted, seconds=5) as found:
            assert (found.count(), found.places(0, 5)) == (1, [2])
