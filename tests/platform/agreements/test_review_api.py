"""The review desk in the API: what reviewers see and decide there is what they see and decide at the desk."""

import pytest
from tests.cast import recruit
from tests.reviewing import all_hold

from agreements.models import Asset, Condition, State
from organizations.models import Role

QUEUE = "/api/v1/reviews/"


@pytest.fixture
def post(client_for):
    """What an address of the API answers to somebody in the browser's session."""
    return lambda who, path, **said: client_for(who).post(path, said, content_type="application/json")


def of(agreement, deed=""):
    return f"/api/v1/agreements/{agreement.slug}/review/{deed}"


def test_the_queue_is_the_reviewers_alone(brought_to, reviewer, steward, client_for):
    agreement = brought_to(State.AGREED)

    assert [one["slug"] for one in client_for(reviewer).get(QUEUE).json()["results"]] == [agreement.slug]
    assert client_for(steward).get(QUEUE).json()["results"] == []


def test_a_reviewer_takes_reads_and_decides(brought_to, reviewer, client_for, post):
    agreement = brought_to(State.AGREED)
    assert post(reviewer, of(agreement, "take/")).json()["state"] == State.IN_REVIEW

    desk = client_for(reviewer).get(of(agreement)).json()
    assert {point["code"] for point in desk["points"]} == set(all_hold(agreement))
    assert {"verified", "digest"} <= {found["code"] for found in desk["found"]}
    half = post(reviewer, of(agreement), verdict="approve", reason="Clear.")
    assert half.status_code == 400, "the checklist is open"
    condition = {"text": "Name who deletes.", "due_on": "2030-01-01", "stops_when_overdue": True}
    given = {"reason": "Clear otherwise.", "answers": all_hold(agreement), "conditions": [condition]}
    decided = post(reviewer, of(agreement), verdict="approve_with_conditions", **given)

    assert (decided.status_code, decided.json()["state"]) == (201, State.APPROVED)
    assert Condition.objects.get().stops_when_overdue
    assert client_for(reviewer).get(of(agreement)).json()["verdicts"][0]["conditions"][0]["text"] == "Name who deletes."
    assert client_for(reviewer).get(QUEUE).json()["results"] == []


def test_sensitive_data_waits_for_the_second_reviewer(brought_to, notes, reviewer, operator, client_for, post):
    Asset.objects.filter(pk=notes.pk).update(sensitivity="personal")
    agreement, second = brought_to(State.IN_REVIEW), recruit(operator, "Ada Quist", Role.REVIEWER)
    approval = {"verdict": "approve", "reason": "Clear.", "answers": all_hold(agreement)}
    assert client_for(reviewer).get(of(agreement)).json()["approvals_missing"] == 2

    assert post(reviewer, of(agreement), **approval).json()["state"] == State.IN_REVIEW
    assert post(reviewer, of(agreement), **approval).status_code == 403, "the same person twice"
    assert post(second, of(agreement), **approval).json()["state"] == State.APPROVED


def test_no_party_decides_or_reads_what_reviewers_say_and_no_token_does(
    brought_to, reviewer, steward, stranger, client_for, api_for, post
):
    agreement = brought_to(State.IN_REVIEW)
    assert post(reviewer, of(agreement, "comments/"), text="Clause 3 is thin.").status_code == 201
    verdict = {"verdict": "approve", "reason": "Ours.", "answers": all_hold(agreement)}

    assert post(steward, of(agreement), **verdict).status_code == 403
    assert client_for(steward).get(of(agreement)).status_code == 403
    assert post(steward, of(agreement, "comments/"), text="Hello.").status_code == 403
    assert client_for(stranger).get(of(agreement)).status_code == 404
    assert api_for(reviewer).get(of(agreement)).status_code == 403
    assert api_for(reviewer).post(of(agreement), verdict).status_code == 403
    said = client_for(reviewer).get(of(agreement)).json()["comments"]
    assert [(one["text"], one["for_staff"]) for one in said] == [("Clause 3 is thin.", True)]
