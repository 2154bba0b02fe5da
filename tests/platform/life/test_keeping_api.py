"""Duties, compliance reviews and findings in the API and at the review desk: the same services as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import recruit
from tests.platform.life.test_compliance import ALL_WELL, ANY_USE, YEARLY

from agreements.models import ComplianceReview, Duty, Finding
from agreements.services.compliance import open_review
from agreements.services.compliance_findings import add_finding
from agreements.services.suspension import terminate_agreement

COPIES = {"days": 14, "delete_at_end": True}


@pytest.fixture
def reviewed(sign):
    return sign("preview", "train", purposes=ANY_USE, compliance=YEARLY)


@pytest.fixture
def duty(sign, signatory_company):
    terminate_agreement(sign("train", retention=COPIES), by=signatory_company, reason="The project is over.")
    return Duty.objects.get()


def test_a_duty_is_fulfilled_with_words_and_a_file(duty, university_steward, client_for):
    protocol = SimpleUploadedFile("protocol.txt", b"wiped twice")
    sent = {"note": "Disks wiped by Ida.", "file": protocol}

    answer = client_for(university_steward).post(f"/api/v1/duties/{duty.uid}/fulfil/", sent)

    assert answer.status_code == 200
    assert answer.json()["state"] == "fulfilled"
    assert answer.json()["certificate"]["note"] == "Disks wiped by Ida."
    assert Duty.objects.get().evidence_name == "protocol.txt"


def test_a_duty_without_words_or_of_another_is_a_problem(sign, duty, university_steward, steward, client_for):
    mine, theirs = client_for(university_steward), client_for(steward)
    address = f"/api/v1/duties/{duty.uid}/fulfil/"

    faulty = mine.post(address, {}, content_type="application/json")
    not_theirs = theirs.post(address, {"note": "Done."}, content_type="application/json")

    assert [fault["field"] for fault in faulty.json()["errors"]] == ["note"]
    assert not_theirs.json()["reasons"][0]["code"] == "owed_by_other"
    assert {one.headers["Content-Type"] for one in (faulty, not_theirs)} == {"application/problem+json"}
    assert Duty.objects.get().fulfilled_at is None


def test_a_token_fulfils_no_duty_whatever_it_was_made_for(duty, university_steward, api_for):
    answer = api_for(university_steward).post(f"/api/v1/duties/{duty.uid}/fulfil/", {"note": "Done."})

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"


def test_a_review_is_opened_answered_and_concluded(reviewed, steward, university_steward, client_for):
    opened = client_for(steward).post(
        "/api/v1/compliance-reviews/", {"agreement": reviewed.slug}, content_type="application/json"
    )
    assert opened.status_code == 201
    address = f"/api/v1/compliance-reviews/{opened.json()['uid']}/answer/"
    client = client_for(university_steward)

    missing = client.post(address, {"answers": {"people": {"answer": "no"}}}, content_type="application/json").json()
    done = client.post(address, {"answers": ALL_WELL}, content_type="application/json").json()

    assert {fault["field"] for fault in missing["errors"]} >= {"people", "purpose"}
    assert done["concluded_at"]
    assert done["answers"]["nordhaven-university"]["people"]["answer"] == "yes"


def test_a_finding_is_written_down_mended_and_closed(reviewed, university, steward, university_steward, client_for):
    review = open_review(reviewed, by=steward)
    provider, recipient = client_for(steward), client_for(university_steward)
    found = {"organization": university.slug, "says": "A copy lies on a laptop.", "due_on": "2030-01-01"}
    as_json = {"content_type": "application/json"}

    added = provider.post(f"/api/v1/compliance-reviews/{review.uid}/findings/", found, **as_json)
    address = f"/api/v1/findings/{added.json()['uid']}"
    too_early = provider.post(f"{address}/close/")
    recipient.post(f"{address}/mend/", {"how": "Wiped."}, **as_json)
    closed = provider.post(f"{address}/close/").json()

    assert added.status_code == 201
    assert too_early.json()["errors"][0]["code"] == "not_mended"
    assert closed["mended"] == "Wiped."
    assert closed["closed_at"]


def test_a_finding_names_a_party_or_is_refused_at_its_field(reviewed, outsider, steward, client_for):
    review = open_review(reviewed, by=steward)
    sent = {"organization": outsider.slug, "says": "x", "due_on": "2030-01-01"}

    answer = client_for(steward).post(
        f"/api/v1/compliance-reviews/{review.uid}/findings/", sent, content_type="application/json"
    )

    assert [fault["field"] for fault in answer.json()["errors"]] == ["organization"]
    assert not Finding.objects.exists()


def test_the_desk_lists_duties_by_state_and_shows_one_without_a_button(duty, reviewer, client_for):
    desk = client_for(reviewer)
    listed = "/admin/agreements/duty/"

    assert "Delete all copies of Plant notes" in desk.get(f"{listed}?stands=open").text
    assert "Delete all copies of Plant notes" not in desk.get(f"{listed}?stands=fulfilled").text
    page = desk.get(f"{listed}{duty.uid}/").text

    assert "Only Nordhaven University can say that this is done" in page
    assert "Delete and certify" not in page


def test_the_desk_shows_compliance_reviews_with_answers_and_findings_to_read(
    reviewed, university, steward, reviewer, client_for
):
    review = open_review(reviewed, by=steward)
    finding = {"organization": university, "says": "A copy lies on a laptop.", "due_on": review.opened_at.date()}
    desk, listed = client_for(reviewer), "/admin/agreements/compliancereview/"
    assert reviewed.title not in desk.get(f"{listed}?stands=findings").text
    add_finding(review, **finding, by=steward)

    assert reviewed.title in desk.get(f"{listed}?stands=findings").text
    assert reviewed.title not in desk.get(f"{listed}?stands=concluded").text
    page = desk.get(f"{listed}{review.uid}/").text

    assert "A copy lies on a laptop." in page
    assert "Nordhaven University has not answered yet." in page
    assert "Write down a finding" not in page
    assert ComplianceReview.objects.get().concluded_at is None


def test_staff_that_do_not_review_read_neither(duty, operator, client_for):
    clerk = client_for(recruit(operator, "Carl Clerk", "staff"))

    assert clerk.get("/admin/agreements/duty/").status_code == 403
    assert clerk.get(f"/admin/agreements/duty/{duty.uid}/").status_code == 404
