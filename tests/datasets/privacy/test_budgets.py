"""Statistics with noise, bought from a budget of privacy, and what is told of the rest of it."""

import io

import duckdb
import pytest
from tests.collaboration import sign_between
from tests.terms import share_of

from agreements.models import Asset
from audit.models import Event
from catalog.profiling.opening import TooMuch, stopped_after
from catalog.services import add_dataset
from privacy.models import Reservation
from privacy.standing import spent_of_budgets

BUDGET = {"privacy_budget": {"epsilon": "2", "delta": "0.00001"}}
ROWS = 2000


@pytest.fixture
def ages(steward):
    """The ages 20 to 59, each as often, with words."""
    rows = "\n".join(f"{20 + n % 40},w{n} {n * n},{n % 7 % 2}" for n in range(ROWS))
    table = io.BytesIO(f"age,word,class\n{rows}".encode())
    table.name = "ages.csv"
    return add_dataset(
        name="Ages", file=table, text="word", label="class", by=steward, openness=Asset.Openness.DESCRIBED
    ).latest


@pytest.fixture
def asked_of(
    ages, project, university, company, steward, university_steward, reviewer, signatory_university, signatory_company
):
    """The agreement by which the university may ask for figures of it."""
    slug = ages.version.asset.slug
    share = share_of(slug, "statistics", provider=company.slug, recipient=university.slug)
    signatories, stewards = (signatory_company, signatory_university), (steward, university_steward)
    return sign_between(stewards, signatories, reviewer, project, share, protections=BUDGET)


def address(ages):
    return f"/datasets/{ages.version.asset.slug}/1/statistics/"


def test_who_may_ask_is_told_figures_with_noise_and_what_is_left_and_its_owner_sees_it(
    asked_of, ages, project, partner, steward, stranger, client_for, api_for
):
    mean = {"column": "age", "statistic": "mean", "low": "0", "high": "100", "epsilon": "1"}
    page = client_for(partner).post(address(ages), mean).text

    assert "The answer" in page
    assert "ε = 1 of 2 is left" in page
    assert "w3 9" not in page, "no row is shown"
    assert Event.objects.get(verb="dataset.statistics").data["epsilon"] == 1
    told = api_for(partner).post(
        f"/api/v1/datasets/{ages.version.asset.slug}/versions/1/statistics/?project={project.undertaking.slug}",
        mean | {"statistic": "histogram", "bins": 4, "epsilon": 0.9},
        format="json",
    )
    counts = [figure["value"] for figure in told.json()]
    assert [abs(count - true) < 30 for count, true in zip(counts, (250, 1250, 500, 0), strict=True)].count(True) >= 3
    assert sum(counts) != 0

    refused = client_for(partner).post(address(ages), mean)
    assert refused.status_code == 403
    assert "ε = 0.1 is left; this asks for ε = 1" in refused.text
    owners = client_for(steward).get(ages.dataset.get_absolute_url()).text
    assert "ε = 0.1 of 2 is left" in owners
    assert client_for(partner).get(ages.dataset.get_absolute_url()).text.count("ε = 0.1 of 2 is left") == 1
    assert "Privacy budget" not in client_for(stranger).get(ages.dataset.get_absolute_url()).text
    assert client_for(stranger).get(address(ages)).status_code == 403
    (line,) = spent_of_budgets(asked_of, asked_of.created_at)
    assert (line.amount, line.times) == (1.9, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"column": "word", "statistic": "mean"},
        {"column": "age", "statistic": "mean", "high": ""},
        {"column": "age", "statistic": "histogram", "bins": "900"},
        {"column": "nothing", "statistic": "count"},
        {"column": "age", "statistic": "count", "epsilon": "-1"},
        {"column": "age", "statistic": "mean", "low": "-1e308", "high": "1e308"},
    ],
)
def test_what_cannot_be_asked_costs_nothing(asked_of, ages, partner, client_for, wrong):
    asked = {"low": "0", "high": "100", "epsilon": "1"} | wrong

    assert client_for(partner).post(address(ages), asked).status_code == 422

    assert not Reservation.objects.exists()


def test_figures_that_take_too_long_are_stopped_and_cost_nothing(asked_of, ages, partner, client_for, monkeypatch):
    class RunOut:
        def __init__(self, seconds, _act):
            assert seconds <= 10

        def start(self):
            raise duckdb.InterruptException("as it does when the time is over")

        def cancel(self): ...

    monkeypatch.setattr("catalog.profiling.opening.threading.Timer", RunOut)
    page = client_for(partner).post(address(ages), {"column": "age", "statistic": "count", "epsilon": "1"})

    assert page.status_code == 422
    assert "took longer than 10 s and was stopped; nothing was spent" in page.text
    assert not Reservation.objects.exists()


def test_a_question_that_would_never_end_is_stopped():
    with duckdb.connect() as connection, pytest.raises(TooMuch), stopped_after(connection, 0.1):
        connection.execute(
            "SELECT count(*) FROM range(1000000000000) a, range(1000000000) b WHERE a.range % 7 < b.range"
        )


def test_the_owner_limits_what_all_spend_together_on_the_page(asked_of, ages, steward, partner, client_for):
    limit = f"/datasets/{ages.version.asset.slug}/privacy-limit/"
    assert client_for(partner).post(limit, {"epsilon": "0.5", "delta": "0.00001"}).status_code == 403
    page = client_for(steward).post(limit, {"epsilon": "0.5", "delta": "0.00001"}, follow=True).text
    assert "ε = 0.5 of 0.5 is left" in page
    assert 'value="0.00001"' in page

    count = {"column": "age", "statistic": "count", "epsilon": "1"}
    assert client_for(partner).post(address(ages), count).status_code == 403
    assert client_for(partner).post(address(ages), count | {"epsilon": "0.5"}).status_code == 200
