"""Every error of the API has one shape."""

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from organizations.actor import Actor

ApiFor = Callable[..., APIClient]


def problem(response: object, status: int) -> dict[str, object]:
    """The body, after a look at what all problems have in common."""
    assert response.status_code == status  # type: ignore[attr-defined]
    assert response.headers["Content-Type"] == "application/problem+json"  # type: ignore[attr-defined]
    body: dict[str, object] = response.json()  # type: ignore[attr-defined]
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert body["code"]
    return body


@pytest.mark.django_db
def test_nobody_is_asked_for_a_token(client: Client) -> None:
    response = client.get("/api/v1/datasets/")

    assert problem(response, 401)["code"] == "not_authenticated"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
def test_a_wrong_token_is_said_to_be_wrong(client: Client) -> None:
    response = client.get("/api/v1/datasets/", headers={"Authorization": "Bearer entente_wrong"})

    assert problem(response, 401)["code"] == "authentication_failed"


def test_every_fault_names_its_field(api_for: ApiFor, partner: Actor) -> None:
    response = api_for(partner).post("/api/v1/jobs/", {"project": "Not a slug!", "spec": {}})

    body = problem(response, 400)
    assert body["code"] == "invalid"
    faults = {(fault["field"], fault["code"]) for fault in body["errors"]}  # type: ignore[attr-defined]
    assert {("model", "required"), ("dataset", "required"), ("project", "invalid")} <= faults


def test_text_that_is_no_json_is_a_problem_not_a_crash(api_for: ApiFor, partner: Actor) -> None:
    response = api_for(partner).post("/api/v1/jobs/", data="{not json", content_type="application/json")

    assert problem(response, 400)["code"] == "parse_error"


def test_a_method_that_is_not_there_is_a_problem(api_for: ApiFor, partner: Actor) -> None:
    assert problem(api_for(partner).delete("/api/v1/datasets/"), 405)["code"] == "method_not_allowed"


def test_nothing_tells_an_address_that_never_was_from_a_thing_that_is_hidden(api_for: ApiFor, stranger: Actor) -> None:
    api = api_for(stranger)

    thing, nowhere = api.get("/api/v1/datasets/no-such-dataset/"), api.get("/api/v1/nowhere/")

    assert problem(thing, 404) == problem(nowhere, 404)
    assert "no-such" not in thing.content.decode()
