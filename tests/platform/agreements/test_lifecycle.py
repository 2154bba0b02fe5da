"""What the life of an agreement asks beside its table (test_life_table.py): reasons, versions, names, time."""

from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.terms import publication_of, purposes_of

from agreements.errors import NotAllowed, ReasonMissing, WrongState
from agreements.models import Agreement, Asset, State
from agreements.pages.life import life, standing
from agreements.policy import decide
from agreements.services.negotiation import (
    agree,
    draft_agreement,
    propose,
    propose_version,
)
from agreements.services.suspension import resume_agreement, suspend_agreement
from audit.models import Event


@contextmanager
def freeze(moment):
    """Let the clock stand at a moment."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


def test_the_whole_life_is_in_the_audit_in_order_each_once(brought_to, steward):
    agreement = brought_to("active")
    suspend_agreement(agreement, by=steward, reason="Ethics board review")
    resume_agreement(agreement, by=steward, reason="The board agreed")

    told = Event.objects.filter(object_type="agreements.agreement", object_id=str(agreement.pk)).order_by("id")
    told = told.filter(verb__startswith="agreement.")  # the keys that sign leave lines of their own

    assert [event.verb.removeprefix("agreement.") for event in told] == [
        "drafted",
        "proposed",
        "agreed",
        "review_taken",
        "approved",
        "signed",
        "signed",
        "activated",
        "suspended",
        "resumed",
    ]
    assert told.get(verb="agreement.suspended").data["reason"] == "Ethics board review"
    assert told.get(verb="agreement.suspended").decision["allowed"] is True


def test_a_step_that_others_must_understand_needs_a_reason(brought_to, steward):
    agreement = brought_to("active")

    with pytest.raises(ReasonMissing) as refused:
        suspend_agreement(agreement, by=steward, reason="  ")

    assert refused.value.messages == ["Say why: the parties read it."]
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE


def test_a_wrong_step_says_where_the_agreement_stands(brought_to, steward):
    with pytest.raises(WrongState, match="is draft; from there it can't become suspended"):
        suspend_agreement(brought_to("draft"), by=steward, reason="Why")


def test_what_changes_were_requested_for_comes_back_as_a_new_version(brought_to, steward, plant_terms):
    agreement = brought_to("changes_requested")
    assert agreement.reason == "30 days are too few."
    with pytest.raises(WrongState):
        propose(agreement, by=steward)

    propose_version(agreement, terms=plant_terms | {"publication": publication_of(45)}, by=steward)

    agreement.refresh_from_db()
    assert (agreement.state, agreement.current_version.number) == (State.PROPOSED, 2)
    assert "45 days" in agreement.current_version.text_en
    assert agreement.versions.count() == 2


def test_the_other_party_can_answer_with_terms_of_its_own(brought_to, university_steward, steward, plant_terms):
    agreement = brought_to("changes_requested")

    propose_version(agreement, terms=plant_terms | {"ends_on": "2098-12-31"}, by=university_steward)

    with pytest.raises(NotAllowed, match="proposed_it"):
        agree(agreement, by=university_steward)
    agree(agreement, by=steward)
    agreement.refresh_from_db()
    assert agreement.state == State.AGREED


def test_only_who_suspended_resumes(brought_to, university_steward, partner, notes, shop_floor):
    agreement = brought_to("suspended")

    with pytest.raises(NotAllowed) as refused:
        resume_agreement(agreement, by=university_steward, reason="We need it")

    said = refused.value.decision.sentences(university_steward)
    assert said == ["Halvard Bearings AG suspended this agreement, and only it can resume it."]
    assert Event.objects.filter(verb="resume.refused").exists()

    assert not decide(partner, "train", notes, project=shop_floor).allowed


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"parties": ["halvard-bearings-ag", "no-such-place"]}, "parties[1]: no verified organization has the address"),
        ({"parties": ["halvard-bearings-ag", "entente-platform"]}, "parties[1]: Entente Platform runs this platform"),
        (
            {"purposes": purposes_of("DUO:0000042", project="secret")},
            "purposes.project: nothing",
        ),
    ],
)
def test_terms_name_only_what_is_there(notes, shop_floor, steward, plant_terms, change, fault):
    terms = plant_terms | change
    terms["shares"][0]["recipient"] = terms["parties"][1]

    with pytest.raises(ValidationError) as refused:
        draft_agreement(title="Notes", terms=terms, by=steward)

    assert refused.value.messages[0].startswith(fault)
    assert not Agreement.objects.exists()


def test_nobody_shares_what_is_not_theirs_or_what_they_may_not_know_of(
    notes, shop_floor, university_steward, steward, plant_terms
):
    plant_terms["shares"][0] |= {"provider": "nordhaven-university", "recipient": "halvard-bearings-ag"}
    with pytest.raises(ValidationError, match="belongs to Halvard Bearings AG, and only its owner can share it"):
        draft_agreement(title="Notes", terms=plant_terms, by=steward)

    Asset.objects.filter(pk=notes.pk).update(openness="closed")
    with pytest.raises(ValidationError, match="nothing that you may know of has the address “plant-notes”"):
        draft_agreement(title="Notes", terms=plant_terms, by=university_steward)


def test_nothing_is_proposed_or_agreed_to_after_its_last_day(notes, shop_floor, steward, plant_terms):
    over = draft_agreement(title="Notes", terms=plant_terms | {"ends_on": "2026-01-02"}, by=steward)

    with pytest.raises(ValidationError, match="The last day of “Notes” is over"):
        propose(over, by=steward)


def test_an_agreement_past_its_last_day_reads_expired_and_allows_nothing(brought_to, partner, notes, shop_floor):
    agreement = brought_to("active")
    after = agreement.ends_at + timedelta(seconds=1)

    assert decide(partner, "train", notes, project=shop_floor, at=agreement.ends_at).allowed is False
    with freeze(after):
        assert standing(agreement) == State.EXPIRED
        assert [step.name for step in life(agreement)][-1] == "Expired"


def test_the_page_tells_the_life_so_far_and_what_is_to_come(brought_to):
    agreement = brought_to("in_review")

    assert [(step.name, step.state) for step in life(agreement)] == [
        ("Drafted", "done"),
        ("Proposed", "done"),
        ("Agreed", "done"),
        ("In review", "now"),
        ("Reviewed", "next"),
        ("Signed by all", "next"),
        ("Expires", "next"),
    ]
