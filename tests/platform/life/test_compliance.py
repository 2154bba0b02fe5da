"""Compliance reviews: due by the clock, with evidence from the audit; overdue they warn, then the agreement stops."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.errors import NotAllowed
from agreements.models import Agreement, ComplianceReview, Finding
from agreements.policy import decide
from agreements.services.compliance import answer_review, open_review
from agreements.services.compliance_findings import add_finding, close_finding, mend_finding
from catalog.services import preview_rows

YEARLY = {"every_months": 12, "suspend_after_days": 30}
ANY_USE = {"codes": ["DUO:0000004"], "commercial": True, "project": None}
ALL_WELL = {
    code: {"answer": "yes", "words": ""}
    for code in ("purpose", "people", "copies", "protections", "derived", "publication", "findings")
}


@pytest.fixture
def reviewed(sign):
    """An agreement that is reviewed every year."""
    return sign("preview", "train", purposes=ANY_USE, compliance=YEARLY)


def days_pass(agreement, *, overdue_by):
    """Move the two moments instead of the clock: the review was due so many days ago."""
    due_at = timezone.now() - timedelta(days=overdue_by)
    Agreement.objects.update(compliance_due_at=due_at, compliance_stops_at=due_at + timedelta(days=30))
    agreement.refresh_from_db()


def test_the_first_review_is_due_an_interval_after_the_start(reviewed):
    assert reviewed.compliance_due_at == reviewed.starts_at.replace(year=reviewed.starts_at.year + 1)
    assert reviewed.compliance_stops_at - reviewed.compliance_due_at == timedelta(days=30)


def test_an_overdue_review_warns_and_later_stops_the_agreement_without_any_sweeper(
    reviewed, asset, partner, university_steward, client_for
):
    days_pass(reviewed, overdue_by=10)
    page = client_for(partner).get(reviewed.get_absolute_url()).text
    assert "A compliance review is overdue" in page
    assert "Its compliance review is overdue" in client_for(university_steward).get("/").text
    assert decide(partner, "preview", asset).allowed

    days_pass(reviewed, overdue_by=31)

    assert not decide(partner, "preview", asset).allowed
    assert "It allows nothing before it is reviewed" in client_for(partner).get(reviewed.get_absolute_url()).text


def test_concluding_a_review_lets_the_agreement_hold_again_at_once(
    reviewed, asset, partner, steward, university_steward
):
    days_pass(reviewed, overdue_by=31)

    answer_review(open_review(reviewed, by=steward), answers=ALL_WELL, by=university_steward)

    assert decide(partner, "preview", asset).allowed
    reviewed.refresh_from_db()
    assert reviewed.compliance_due_at > timezone.now() + timedelta(days=360)


def test_the_evidence_says_who_used_what_and_how_often(reviewed, notes, partner, steward, client_for):
    for _ in range(3):
        preview_rows(notes, by=partner)

    review = open_review(reviewed, by=steward)

    used = [(line["person"], line["verb"], line["what"], line["times"]) for line in review.evidence if "verb" in line]
    assert used == [("Wen Jiahui", "dataset.previewed", "Plant notes", 3)]
    page = client_for(partner).get(review.get_absolute_url()).text
    assert "looked at rows of a dataset" in page


def test_a_recipient_answers_on_the_pages(reviewed, university_steward, client_for):
    client = client_for(university_steward)
    assert "Begin a review" in client.get(reviewed.get_absolute_url()).text

    page = client.post(f"{reviewed.get_absolute_url()}compliance/", follow=True)
    asked = list(page.context["questionnaire"].fields)[::2]
    review = ComplianceReview.objects.get()
    answers = dict.fromkeys(asked, "yes") | {"people": "no"}
    missing = client.post(review.get_absolute_url(), answers)
    assert missing.status_code == 422
    assert "Say in words what is the matter." in missing.text
    done = client.post(review.get_absolute_url(), answers | {"people_words": "One has left."}, follow=True)

    assert "The review is concluded." in done.text
    assert "One has left." in done.text
    assert client.post(review.get_absolute_url(), answers, follow=True).status_code == 422, "it never changes again"


def test_recipients_answer_providers_find_and_a_researcher_does_neither(
    reviewed, university, university_steward, steward, partner, stranger, client_for
):
    review = open_review(reviewed, by=steward)
    found = {"organization": university, "says": "A copy.", "due_on": timezone.localdate()}

    with pytest.raises(NotAllowed):
        answer_review(review, answers=ALL_WELL, by=steward)
    with pytest.raises(NotAllowed):
        add_finding(review, **found, by=university_steward)
    with pytest.raises(NotAllowed):
        answer_review(review, answers=ALL_WELL, by=partner)
    assert client_for(stranger).post(f"{reviewed.get_absolute_url()}compliance/").status_code == 404


def test_there_is_one_review_at_a_time(reviewed, steward):
    open_review(reviewed, by=steward)

    with pytest.raises(ValidationError, match="under way"):
        open_review(reviewed, by=steward)


def test_a_finding_is_mended_by_who_has_to_and_closed_by_who_reviews(
    reviewed, university, steward, university_steward, client_for
):
    review = open_review(reviewed, by=steward)
    due_on = timezone.localdate() + timedelta(days=30)
    client = client_for(steward)
    asked = {"says": "A copy lies on a laptop.", "organization": university.pk, "due_on": due_on.isoformat()}
    client.post(f"{review.get_absolute_url()}findings/", asked)
    finding = Finding.objects.get()
    assert "A review found something to mend" in client_for(university_steward).get("/").text
    with pytest.raises(ValidationError, match="mended"):
        close_finding(finding, by=steward)
    with pytest.raises(NotAllowed):
        mend_finding(finding, how="Wiped", by=steward)

    mended = client_for(university_steward).post(f"/findings/{finding.uid}/mend/", {"how": "Wiped."}, follow=True)
    assert "Wiped." in mended.text
    closed = client.post(f"/findings/{finding.uid}/close/", follow=True)

    assert "closed by Tomas Reuter" in closed.text
    assert Finding.objects.get().closed_by == steward.user


def test_a_finding_names_a_party(reviewed, outsider, steward):
    review = open_review(reviewed, by=steward)

    with pytest.raises(ValidationError, match="no party"):
        add_finding(review, organization=outsider, says="x", due_on=timezone.localdate(), by=steward)


def test_the_api_tells_reviews_to_the_parties_only(reviewed, steward, partner, stranger, api_for):
    review = open_review(reviewed, by=steward)
    address = f"/api/v1/compliance-reviews/{review.uid}/"

    assert api_for(partner).get(address).json()["agreement"] == reviewed.slug
    assert api_for(stranger).get(address).status_code == 404
