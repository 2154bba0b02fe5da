"""Conditions of an approval: by when, how they were met, who confirmed it, and what follows when they are overdue."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.reviewing import all_hold

from agreements.errors import NotAllowed, ReasonMissing
from agreements.models import Agreement, Condition, Fulfilment, State
from agreements.policy import decide
from agreements.services.conditions import answer_fulfilment, meet_condition
from agreements.services.review import Wanted, review, take_review
from agreements.services.signing import sign_terms
from agreements.services.undertakings import confirm_purpose
from audit.models import Event

TODAY = timezone.now().date()
LATER, YESTERDAY = TODAY + timedelta(days=20), TODAY - timedelta(days=1)


@pytest.fixture
def approved_on(brought_to, reviewer, signatory_company, signatory_university):
    """The agreement in force, approved on one condition."""

    def approved_on(due_on=LATER, *, stops=True) -> Agreement:
        agreement = brought_to(State.AGREED)
        take_review(agreement, by=reviewer)
        wanted = [Wanted("Name who deletes the copies.", due_on, stops)]
        given = {"reason": "Clear otherwise.", "by": reviewer, "answers": all_hold(agreement), "conditions": wanted}
        review(agreement, "approve_with_conditions", **given)
        for signatory in (signatory_company, signatory_university):
            agreement.refresh_from_db()
            sign_terms(agreement, agreement.current_version.sha256, by=signatory)
        agreement.refresh_from_db()
        return agreement

    return approved_on


@pytest.fixture
def train(notes, shop_floor, partner, steward):
    """Whether the partner may train on the notes so many days from now."""

    def train(days):
        confirm_purpose(shop_floor, by=steward)
        return decide(partner, "train", notes, project=shop_floor, at=timezone.now() + timedelta(days=days)).allowed

    return train


def test_from_the_day_after_it_was_due_the_agreement_allows_nothing_until_a_reviewer_confirms(
    approved_on, train, university_steward, reviewer
):
    agreement = approved_on()
    assert train(days=20)
    assert not train(days=21)

    said = meet_condition(Condition.objects.get(), how="Per Aune deletes them.", by=university_steward)
    assert not train(days=21), "saying so is not enough"
    answer_fulfilment(said, enough=True, by=reviewer)

    assert train(days=21)
    agreement.refresh_from_db()
    assert agreement.conditions_stop_at is None
    assert Event.objects.filter(verb="condition.confirmed", concerns__contains=[agreement.uid]).exists()


def test_a_condition_that_does_not_stop_anything_warns_only(approved_on, train):
    approved_on(stops=False)

    assert train(days=40)


def test_who_is_told_what_is_missing_says_it_anew(approved_on, university_steward, steward, reviewer):
    approved_on()
    condition = Condition.objects.get()
    said = meet_condition(condition, how="Somebody.", by=university_steward)
    with pytest.raises(ValidationError, match="said already"):
        meet_condition(condition, how="Nobody.", by=steward)
    with pytest.raises(ReasonMissing):
        answer_fulfilment(said, enough=False, by=reviewer)
    answer_fulfilment(said, enough=False, words="Write a name.", by=reviewer)

    meet_condition(condition, how="Per Aune.", by=university_steward)

    assert Fulfilment.objects.filter(condition=condition).count() == 2


def test_a_researcher_does_not_say_it_and_a_party_does_not_confirm_it(
    approved_on, partner, steward, university_steward
):
    approved_on()
    condition = Condition.objects.get()
    with pytest.raises(NotAllowed):
        meet_condition(condition, how="Done.", by=partner)
    said = meet_condition(condition, how="Done.", by=university_steward)

    with pytest.raises(NotAllowed):
        answer_fulfilment(said, enough=True, by=steward)


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (Wanted("Name who deletes.", YESTERDAY), "is over already"),
        (Wanted("Name who deletes.", None, stops_when_overdue=True), "needs a day"),
    ],
)
def test_a_day_that_is_over_and_a_stop_without_a_day_are_refused(brought_to, reviewer, wanted, fault):
    agreement = brought_to(State.AGREED)
    take_review(agreement, by=reviewer)
    given = {"reason": "Clear.", "by": reviewer, "answers": all_hold(agreement), "conditions": [wanted]}

    with pytest.raises(ValidationError, match=fault):
        review(agreement, "approve_with_conditions", **given)


def test_the_page_takes_words_and_evidence_and_the_reviewers_answer(
    approved_on, university_steward, reviewer, stranger, client_for
):
    agreement = approved_on()
    mine, desk = client_for(university_steward), client_for(reviewer)
    address = f"{agreement.get_absolute_url()}conditions/1/"
    assert "Name who deletes the copies." in mine.get("/").text, "it waits on the dashboard"
    assert "the agreement allows nothing" in mine.get(agreement.get_absolute_url()).text

    protocol = SimpleUploadedFile("protocol.pdf", b"%PDF-1.7 minutes")
    said = mine.post(address, {"how": "Per Aune deletes them.", "file": protocol}, follow=True)
    assert "Waits for a reviewer" in said.text
    assert "says that a condition is met" in desk.get("/").text
    one = Fulfilment.objects.get()
    assert b"".join(desk.get(f"/fulfilments/{one.uid}/evidence/").streaming_content) == b"%PDF-1.7 minutes"

    refused = desk.post(f"{address}answer/", {"not_enough": "1", "words": ""})
    assert refused.status_code == 422
    answered = desk.post(f"{address}answer/", {"confirm": "1"}, follow=True)

    assert "Met" in answered.text
    assert "says that a condition is met" not in desk.get("/").text
    assert client_for(stranger).get(address).status_code == 404
    assert mine.get(f"{agreement.get_absolute_url()}conditions/2/").status_code == 404


def test_the_api_tells_them_and_takes_both_answers(approved_on, university_steward, reviewer, client_for, api_for):
    agreement = approved_on()
    address = f"/api/v1/agreements/{agreement.slug}/conditions/"
    told = api_for(university_steward).get(address).json()
    assert [(one["text"], one["stands"], one["stops_when_overdue"]) for one in told] == [
        ("Name who deletes the copies.", "open", True)
    ]
    assert api_for(university_steward).post(f"{address}1/meet/", {"how": "Done."}).status_code == 403, "no token may"

    mine, desk = client_for(university_steward), client_for(reviewer)
    assert desk.post(f"{address}1/answer/", {"enough": True}, content_type="application/json").status_code == 400
    assert mine.post(f"{address}1/meet/", {"how": "Per Aune."}, content_type="application/json").status_code == 201
    confirmed = desk.post(f"{address}1/answer/", {"enough": True}, content_type="application/json")

    assert confirmed.json()["answer"] == "confirmed"
    assert mine.get(address).json()[0]["stands"] == "confirmed"
