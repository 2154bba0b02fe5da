"""What is shown instead of a page."""

import re

import pytest
from django.template.loader import render_to_string
from tests.cast import recruit

from organizations.models import Role


def told(response):
    """A page's text without the tokens against forgery, which are new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def test_a_refused_page_says_why_and_what_one_can_do(client_for, company, notes):
    researcher = recruit(company, "Ben Roth", Role.RESEARCHER)
    response = client_for(researcher).get(f"/datasets/{notes.version.asset.slug}/incident/")

    assert response.status_code == 403
    assert "auditor" in response.text  # the roles that may
    assert "What you can do" in response.text
    assert "Ben Roth" in response.text


def test_a_stranger_s_404_is_the_one_of_a_page_that_never_was(client_for, stranger, agreement):
    client = client_for(stranger)

    hidden = client.get(agreement.get_absolute_url())
    missing = client.get("/agreements/never-was/")

    assert hidden.status_code == missing.status_code == 404
    assert told(hidden).replace(agreement.slug, "never-was") == told(missing)


@pytest.mark.django_db
def test_a_form_without_its_cookie_is_asked_for_once_more(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/colours/", {"theme": "dark"})

    assert response.status_code == 403
    assert "Please send it once more" in response.text


@pytest.mark.parametrize("status", [400, 500])
def test_the_pages_of_last_resort_need_nothing_but_themselves(status):

    assert "Go home" in render_to_string(f"{status}.html")
