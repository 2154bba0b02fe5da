"""New terms for an agreement in force: they bind once all signed them; until then the old ones do, or their grace."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.reviewing import approve

from agreements.errors import NotAllowed, NotAmendable
from agreements.models import Agreement, AssetGroupPermission, Grant, State
from agreements.policy import decide
from agreements.services.amending import amend_agreement
from agreements.services.negotiation import agree, decline, propose, withdraw
from agreements.services.proof import difference
from agreements.services.review import take_review
from agreements.services.signing import sign_terms
from agreements.services.suspension import resume_agreement, suspend_agreement, terminate_agreement
from agreements.services.undertakings import confirm_purpose
from audit.models import Event


@pytest.fixture
def new_terms(plant_terms):
    """Preview comes to it, training goes."""
    terms = deepcopy(plant_terms)
    terms["shares"][0]["operations"] = ["preview", "evaluate"]
    return terms


@pytest.fixture
def old(brought_to, shop_floor, steward):
    """In force: the university may train in the project."""
    agreement = brought_to("active")
    confirm_purpose(shop_floor, by=steward)
    return agreement


@pytest.fixture
def may(partner, notes, shop_floor):
    """What the researcher may do with the notes now, or at a moment."""

    def may(operation, at=None):
        return decide(partner, operation, notes, project=shop_floor, at=at).allowed

    return may


@pytest.fixture
def amendment(old, new_terms, steward):
    return amend_agreement(old, terms=new_terms, by=steward)


@pytest.fixture
def agreed(amendment, steward, university_steward, reviewer):
    """Proposed, agreed to, reviewed: it waits for signatures."""
    propose(amendment, by=steward)
    agree(amendment, by=university_steward)
    take_review(amendment, by=reviewer)
    approve(amendment, by=reviewer)
    amendment.refresh_from_db()
    return amendment


def sign(agreement, *signatories):
    for signatory in signatories:
        sign_terms(agreement, agreement.current_version.sha256, by=signatory)


def test_new_terms_bind_from_the_last_signature_and_the_old_ones_until_then(
    old, agreed, may, signatory_company, signatory_university
):
    sign(agreed, signatory_company)
    assert (may("train"), may("preview")) == (True, False)

    sign(agreed, signatory_university)
    assert (may("train"), may("preview")) == (False, True)
    old.refresh_from_db()
    agreed.refresh_from_db()
    assert (old.state, agreed.state) == (State.SUPERSEDED, State.ACTIVE)


def test_permission_rows_are_those_of_the_new_terms_only(old, agreed, signatory_company, signatory_university):
    sign(agreed, signatory_company, signatory_university)

    assert not AssetGroupPermission.objects.filter(grant__agreement=old).exists()
    assert AssetGroupPermission.objects.filter(grant__agreement=agreed).exists()
    assert difference() == (set(), set())


def test_a_job_that_runs_is_refused_by_the_next_question_when_its_new_terms_no_longer_allow_it(
    old, agreed, partner, notes, shop_floor, signatory_company, signatory_university
):
    assert decide(partner, "train", notes, project=shop_floor).allowed

    sign(agreed, signatory_company, signatory_university)

    refused = decide(partner, "train", notes, project=shop_floor)
    assert not refused.allowed
    assert any(str(agreed.uid) == reason.refs.get("agreement") for reason in refused.reasons)
    assert decide(partner, "evaluate", notes, project=shop_floor).allowed


def test_terms_that_not_all_consented_to_never_bind(amendment, may, steward, university_steward, reviewer):
    """At each step before the signatures, what is allowed is what the signed terms say."""
    steps = [
        lambda: propose(amendment, by=steward),
        lambda: agree(amendment, by=university_steward),
        lambda: take_review(amendment, by=reviewer),
        lambda: approve(amendment, by=reviewer),
    ]
    for step in steps:
        step()
        assert (may("train"), may("preview")) == (True, False)
    assert not Grant.objects.filter(agreement=amendment).exists()


def test_without_a_grace_period_a_proposal_ends_nothing(old, amendment, may, steward):
    propose(amendment, by=steward)

    assert may("train", at=timezone.now() + timedelta(days=3000))


@pytest.fixture
def with_grace(plant_terms):
    """The terms that are signed first say that they bind 30 days on, once new ones are proposed."""
    plant_terms["amendment"] = {"old_binds": "grace", "grace_days": 30}
    return plant_terms


def test_with_a_grace_period_the_old_terms_end_after_it_by_the_clock_alone(with_grace, old, amendment, may, steward):
    now = timezone.now()
    assert may("train", at=now + timedelta(days=31))

    propose(amendment, by=steward)

    assert may("train", at=now + timedelta(days=29))
    assert not may("train", at=now + timedelta(days=31))
    old.refresh_from_db()
    assert old.state == State.ACTIVE
    assert old.ends_at < now + timedelta(days=31)


@pytest.mark.parametrize("ending", ["withdrawn", "declined"])
def test_when_the_proposal_is_gone_the_old_terms_go_on(
    with_grace, old, amendment, may, steward, university_steward, ending
):
    before = old.ends_at
    propose(amendment, by=steward)
    if ending == "withdrawn":
        withdraw(amendment, by=steward, reason="Not now.")
    else:
        decline(amendment, by=university_steward, reason="Not for us.")

    old.refresh_from_db()
    assert old.ends_at == before
    assert may("train", at=timezone.now() + timedelta(days=31))


def test_who_signs_after_the_grace_period_puts_the_new_terms_in_force(
    with_grace, old, agreed, may, signatory_company, signatory_university
):
    over = timezone.now() - timedelta(hours=1)
    Grant.objects.filter(agreement=old).update(ends_at=over)
    Agreement.objects.filter(pk=old.pk).update(ends_at=over)
    assert not may("train")

    sign(agreed, signatory_company, signatory_university)

    assert may("preview")


def test_a_suspension_is_not_signed_away(old, agreed, may, steward, signatory_company, signatory_university):
    suspend_agreement(old, by=steward, reason="Ethics board review")

    with pytest.raises(NotAmendable, match="suspended"):
        sign(agreed, signatory_company)
    resume_agreement(old, by=steward, reason="Cleared.")
    sign(agreed, signatory_company, signatory_university)

    assert may("preview")


def test_what_ended_meanwhile_is_not_replaced(old, agreed, signatory_company):
    terminate_agreement(old, by=signatory_company, reason="It is over.")

    with pytest.raises(NotAmendable, match="not in force any more"):
        sign(agreed, signatory_company)


def test_other_new_terms_wait_until_the_first_are_signed_or_withdrawn(old, amendment, new_terms, steward):
    second = amend_agreement(old, terms=new_terms, by=steward)
    propose(amendment, by=steward)

    with pytest.raises(NotAmendable, match="proposed already"):
        propose(second, by=steward)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=second.pk).update(state=State.PROPOSED)


def test_the_parties_stay_the_same(old, new_terms, steward, outsider):
    new_terms["parties"].append(outsider.slug)

    with pytest.raises(ValidationError, match="parties of an agreement don't change"):
        amend_agreement(old, terms=new_terms, by=steward)


@pytest.mark.parametrize("state", ["draft", "proposed", "terminated"])
def test_only_what_is_in_force_is_amended(brought_to, new_terms, steward, state):
    with pytest.raises(NotAmendable):
        amend_agreement(brought_to(state), terms=new_terms, by=steward)


def test_who_may_not_negotiate_may_not_amend(old, new_terms, partner, stranger):
    for who in (partner, stranger):
        with pytest.raises(NotAllowed):
            amend_agreement(old, terms=new_terms, by=who)


def test_the_audit_tells_which_terms_replaced_which(old, agreed, signatory_company, signatory_university):
    sign(agreed, signatory_company, signatory_university)

    told = Event.objects.get(verb="agreement.superseded")
    assert (told.object_id, told.data["amendment"]) == (str(old.pk), str(agreed.uid))


def test_on_the_page_new_terms_begin_with_those_of_today_and_the_other_party_does_not_see_the_draft(
    old, steward, university_steward, client_for
):
    client = client_for(steward)
    assert "Propose new terms" in client.get(old.get_absolute_url()).text

    answer = client.post(f"/agreements/{old.slug}/amend/")

    drafted = Agreement.objects.get(amends=old)
    assert answer.headers["Location"] == f"/agreements/{drafted.slug}/compose/"
    assert drafted.current_version.terms == old.current_version.terms
    assert drafted.get_absolute_url() in client.get(old.get_absolute_url()).text
    assert drafted.get_absolute_url() not in client_for(university_steward).get(old.get_absolute_url()).text


def test_in_the_api_new_terms_are_drafted_for_an_agreement(old, new_terms, steward, stranger, api_for):
    address = f"/api/v1/agreements/{old.slug}/amend/"

    faulty = api_for(steward).post(address, {"terms": {"schema": 2}})
    answer = api_for(steward).post(address, {"terms": new_terms})

    assert faulty.status_code == 400
    assert answer.status_code == 201
    assert answer.json()["amends"] == old.slug
    assert api_for(stranger).post(address, {"terms": new_terms}).status_code == 404
