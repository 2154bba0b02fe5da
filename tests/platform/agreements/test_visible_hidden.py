"""What somebody may not know of looks exactly like what is not there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.platform.agreements import policy_world as world

from agreements.models import Agreement, AssetVersion, Grant, TermsVersion
from agreements.policy import visible
from organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(company, university, steward):
    return world.agreement("Hidden", [world.asset(company, "Notes")], university, ["train"], by=steward)


def asked(client, path):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text).replace(path, "")
    return response.status_code, dict(response.headers), body, len(queries)


def test_a_hidden_agreement_answers_like_one_that_does_not_exist(hidden, stranger, client_for):
    client = client_for(stranger)

    assert asked(client, f"/agreements/{hidden.slug}/") == asked(client, "/agreements/nohere/")


def test_a_hidden_agreement_answers_so_in_the_api_too(hidden, stranger, api_for):
    client = api_for(stranger)
    client.get("/api/v1/agreements/")  # notes that the token was used

    assert asked(client, f"/api/v1/agreements/{hidden.slug}/") == asked(client, "/api/v1/agreements/nohere/")


def test_a_model_that_declares_nothing_is_invisible(hidden, steward):
    assert Grant.objects.exists()
    assert not visible(steward, Grant.objects.all(), "discover").exists()


def test_what_hangs_on_an_agreement_is_seen_with_it(hidden, steward, stranger):
    assert visible(steward, TermsVersion.objects.all(), "discover").exists()
    assert not visible(stranger, TermsVersion.objects.all(), "discover").exists()


def test_a_draft_is_seen_by_those_who_drafted_it(hidden, steward, partner, reviewer):
    Agreement.objects.update(state="draft")

    seen = [visible(actor, Agreement.objects.all(), "discover").exists() for actor in (steward, partner, reviewer)]
    assert seen == [True, False, False]


def test_a_reviewer_sees_what_came_to_review_and_none_of_its_data(hidden, reviewer):
    assert visible(reviewer, Agreement.objects.all(), "discover").exists()
    assert not visible(reviewer, AssetVersion.objects.all(), "discover").exists()


def test_an_unverified_organization_is_known_to_itself_and_the_operator(company, partner, steward, reviewer):
    company.verified_at = None
    company.save()
    steward.organization.refresh_from_db()

    known = [
        visible(actor, Organization.objects.all(), "discover").filter(pk=company.pk).exists()
        for actor in (steward, partner, reviewer)
    ]
    assert known == [True, False, True]
