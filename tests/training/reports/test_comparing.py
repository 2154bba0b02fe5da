"""Runs side by side: which is best, whether that is more than chance, and what sets them apart."""

import copy

import pytest
from django.urls import reverse

ROWS = 40


@pytest.fixture
def three(submit, results, finish):
    """Runs that name 38, 36 and 16 of the same forty rows right."""
    found = []
    truth = [number % 3 for number in range(ROWS)]
    for name, right, rate in (("One", 36, 1e-4), ("Two", 38, 2e-4), ("Three", 16, 5e-3)):
        said = [label if number < right else (label + 1) % 3 for number, label in enumerate(truth)]
        measured = copy.deepcopy(results) | {"rows": {**results["rows"], "test": ROWS}}
        measured["contenders"]["tuned"]["accuracy"] = [right / ROWS, right / ROWS - 0.1, min(right / ROWS + 0.1, 1)]
        measured["recipe"]["training"]["learning_rate"] = rate
        rows = {"row": range(ROWS), "label": truth, "predicted": said, "confidence": [0.9] * ROWS}
        found.append(finish(submit(name=name), measured, {key: list(values) for key, values in rows.items()}))
    return found


def page(client, jobs):
    return client.get(reverse("reports:compare"), {"job": [str(job.uid) for job in jobs]})


def test_the_best_comes_first_and_what_is_chance_is_called_so(client_for, partner, three):
    told = page(client_for(partner), three).content.decode()

    assert "Two and One can’t be told apart" in told
    assert told.index(">Two</a>") < told.index(">One</a>") < told.index(">Three</a>")
    assert "p is corrected for 3 comparisons" in told
    assert "Learning rate" in told
    assert "Batch size" not in told.split("Settings that differ")[1].split("</table>")[0]
    assert "22 of the test rows" in told
    assert "Notes of" not in told  # and what they say is not shown to who may not preview
    assert "What these rows say is not shown to you" in told


def test_a_difference_that_is_more_than_chance_is_called_better(client_for, partner, three):
    told = page(client_for(partner), [three[2], three[1]]).content.decode()

    assert "Two is better than every other" in told


def test_who_may_preview_reads_the_rows_on_which_they_disagree(client_for, steward, three):
    told = page(client_for(steward), three).content.decode()

    assert "machine 16 drips" in told or "machine 15 grinds" in told
    assert "What these rows say is not shown to you" not in told


def test_runs_of_other_rows_stand_side_by_side_untested(client_for, partner, three, submit, results, finish):
    other = copy.deepcopy(results)
    other["digests"]["data"] = "0" * 64
    said = {"row": [0], "label": [0], "predicted": [0], "confidence": [0.9]}
    fourth = finish(submit(name="Four"), other, said)

    told = page(client_for(partner), [three[0], fourth]).content.decode()

    assert "These runs can’t be tested against each other. They learned from different data" in told
    assert "not tested" in told


def test_the_api_compares_too_and_a_stranger_finds_no_jobs(api_for, partner, stranger, three):
    asked = {"job": [str(job.uid) for job in three]}
    told = api_for(partner).get("/api/v1/jobs/compare/", asked).json()

    assert [run["name"] for run in told["runs"]] == ["Two", "One", "Three"]
    assert len(told["pairs"]) == 3
    assert told["rows_that_differ"] == 22
    refused = api_for(stranger).get("/api/v1/jobs/compare/", asked)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "job")


def test_with_fewer_than_two_the_page_offers_runs_of_the_same_data(client_for, partner, three):
    told = page(client_for(partner), three[:1]).content.decode()
    nothing = client_for(partner).get(reverse("reports:compare"), {"job": ["no-id", "0" * 32]})

    assert "Add a run" in told
    assert f"job={three[1].uid}" in told
    assert nothing.status_code == 200
