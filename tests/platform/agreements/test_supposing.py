"""What a draft would allow, before anybody signs: the policy's own answer, and nothing stays behind."""

import pytest
from tests.platform.agreements import policy_world as world
from tests.terms import purposes_of, share_of, terms2

from agreements.models import Agreement, Grant, Purpose, State, Undertaking
from agreements.policy import decide, would_allow

pytestmark = pytest.mark.django_db

RESEARCH = Purpose(codes=["DUO:0000042"], commercial=False)


@pytest.fixture
def notes(company):
    return world.asset(company, "Plant notes", openness="described")


@pytest.fixture
def terms(notes, company, university):
    share = share_of(notes.slug, "train", provider=company.slug, recipient=university.slug)
    return terms2([company.slug, university.slug], [share], purposes=purposes_of("DUO:0000042"))


def test_terms_that_nobody_has_seen_say_what_they_would_allow(terms, notes, partner):
    assert would_allow(terms, partner, "train", notes, purpose=RESEARCH).allowed
    assert not would_allow(terms, partner, "preview", notes, purpose=RESEARCH).allowed


def test_a_purpose_that_would_not_fit_is_refused_in_words(terms, notes, partner):
    commercial = Purpose(codes=["DUO:0000042"], commercial=True)

    said = would_allow(terms, partner, "train", notes, purpose=commercial).sentences(partner)

    assert said[0].startswith("*This draft* allows training for non-commercial use only")


def test_without_a_purpose_only_the_unconditional_part_answers(terms, notes, partner):
    assert would_allow(terms, partner, "discover", notes).allowed
    assert not would_allow(terms, partner, "train", notes).allowed


def test_another_day_is_asked_about(terms, notes, partner):
    from datetime import UTC, datetime

    decision = would_allow(terms, partner, "train", notes, purpose=RESEARCH, at=datetime(2025, 1, 1, tzinfo=UTC))

    assert decision.reasons[0].code == "not_started"


def test_a_version_under_negotiation_answers_for_itself_and_for_no_other_agreement(notes, university, steward, partner):
    world.agreement("In force", [notes], university, ["train"], by=steward, codes=["DUO:0000004"], commercial=True)
    draft = world.agreement("New", [notes], university, ["preview"], by=steward, state=State.PROPOSED)

    decision = would_allow(draft.current_version, partner, "preview", notes, purpose=RESEARCH)

    assert (decision.allowed, decision.agreement) == (True, draft)
    assert not would_allow(draft.current_version, partner, "train", notes, purpose=RESEARCH).allowed
    assert decide(partner, "train", notes).allowed


def test_nothing_stays_behind(terms, notes, partner):
    would_allow(terms, partner, "train", notes, purpose=RESEARCH)

    assert not Agreement.objects.exists()
    assert not Grant.objects.exists()
    assert not Undertaking.objects.exists()
    assert not decide(partner, "train", notes).allowed
