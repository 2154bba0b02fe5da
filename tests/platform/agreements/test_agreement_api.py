"""Agreements in the API: the same rules as on the pages."""

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from agreements.models import Agreement, State

URL = "/api/v1/agreements/"


def in_session(actor):
    """An API client with the browser's session."""
    client = APIClient()
    client.force_login(actor.user, backend="accounts.backends.SignIn")
    session = client.session
    session["acting_for"] = actor.organization.slug
    session.save()
    return client


def test_a_party_lists_its_agreements_by_address(brought_to, partner, api_for):
    agreement = brought_to("active")

    listed = api_for(partner).get(URL).json()["results"]

    assert [(one["slug"], one["state"], one["version"]) for one in listed] == [("maintenance-notes-2026", "active", 1)]
    assert {party["organization"] for party in listed[0]["parties"]} == {"halvard-bearings-ag", "nordhaven-university"}
    assert listed[0]["sha256"] == agreement.current_version.sha256
    assert "terms" not in listed[0]


def test_one_agreement_carries_its_terms_and_both_texts(brought_to, partner, plant_terms, api_for):
    told = api_for(partner).get(f"{URL}{brought_to('active').slug}/").json()

    assert told["terms"] == plant_terms
    assert told["text_en"].startswith("Maintenance notes 2026, version 1")
    assert told["text_zh"].startswith("Maintenance notes 2026，第 1 版")


def test_the_documented_check_of_the_digest_works_on_the_apis_answer(
    brought_to, partner, api_for, tmp_path, monkeypatch
):
    told = api_for(partner).get(f"{URL}{brought_to('active').slug}/")
    (tmp_path / "agreement.json").write_bytes(told.content)
    documented = (settings.CHECKOUT / "docs" / "agreements.md").read_text().split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)

    exec(compile(documented, "docs/agreements.md", "exec"), {})


def test_a_stranger_finds_nothing(brought_to, stranger, api_for):
    agreement = brought_to("active")
    api = api_for(stranger)

    assert api.get(URL).json()["results"] == []
    assert api.get(f"{URL}{agreement.slug}/").status_code == 404
    assert api.post(f"{URL}{agreement.slug}/suspend/", {"reason": "Because"}).status_code == 404


def test_a_steward_suspends_and_resumes_in_the_browsers_session(brought_to, steward):
    agreement = brought_to("active")
    api = in_session(steward)

    suspended = api.post(f"{URL}{agreement.slug}/suspend/", {"reason": "Ethics board review"})
    assert (suspended.status_code, suspended.json()["state"]) == (200, "suspended")
    assert suspended.json()["reason"] == "Ethics board review"

    resumed = api.post(f"{URL}{agreement.slug}/resume/", {"reason": "The board agreed"})
    assert (resumed.status_code, resumed.json()["state"]) == (200, "active")


def test_no_token_suspends(brought_to, steward, api_for):
    agreement = brought_to("active")

    answer = api_for(steward).post(f"{URL}{agreement.slug}/suspend/", {"reason": "Because"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert answer.json()["reasons"][0]["sentence"]
    assert Agreement.objects.get().state == State.ACTIVE


@pytest.mark.parametrize("sent", [{}, {"reason": ""}, {"reason": None}, {"reason": ["a"]}, [], "text"])
def test_a_suspension_without_a_reason_is_a_problem_with_its_field(brought_to, steward, sent):
    agreement = brought_to("active")

    answer = in_session(steward).post(f"{URL}{agreement.slug}/suspend/", sent, format="json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert Agreement.objects.get().state == State.ACTIVE


def test_a_wrong_step_is_a_problem_and_no_crash(brought_to, steward):
    agreement = brought_to("draft")

    answer = in_session(steward).post(f"{URL}{agreement.slug}/suspend/", {"reason": "Because"})

    assert answer.status_code == 400
    assert "from there it can't become suspended" in answer.json()["errors"][0]["detail"]


def test_a_signatory_ends_it_for_good_in_the_browsers_session(
    brought_to, signatory_company, steward, api_for, client_for
):
    address, why = f"{URL}{brought_to('active').slug}/", {"reason": "It is over."}
    mine, theirs = client_for(signatory_company), client_for(steward)

    assert api_for(signatory_company).post(f"{address}terminate/", why).status_code == 403
    assert theirs.post(f"{address}terminate/", why, content_type="application/json").status_code == 403
    assert mine.post(f"{address}terminate/", {"reason": " "}, content_type="application/json").status_code == 400
    ended = mine.post(f"{address}terminate/", why, content_type="application/json").json()

    assert (ended["state"], ended["reason"]) == ("terminated", "It is over.")
