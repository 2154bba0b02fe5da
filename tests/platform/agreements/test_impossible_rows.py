"""What the database itself refuses, whoever writes: states of an agreement that can't be."""

import pytest
from django.db import IntegrityError, connection, transaction

from agreements.models import Agreement, Comment, Consent, Review, Signature, StaffComment, State
from agreements.services.negotiation import draft_agreement
from agreements.services.talking import comment_for_staff, comment_on


@pytest.fixture
def another(draft, plant_terms, steward):
    """A second agreement between the same parties."""
    return draft_agreement(title="Another", terms=plant_terms, by=steward)


def refused(write):
    """The database's refusal of a write, constraints that wait for the commit included."""

    def write_and_check():
        with transaction.atomic(), connection.cursor() as cursor:
            write()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError) as refusal:
        write_and_check()
    return str(refusal.value)


def signed(version, party, user):
    return lambda: Signature.objects.create(version=version, party=party, user=user, terms_sha256=version.sha256)


def move(agreement, state):
    return lambda: Agreement.objects.filter(pk=agreement.pk).update(state=state)


def test_nobody_signs_a_version_for_a_party_of_another_agreement(brought_to, another, signatory_company):
    agreement = brought_to("approved")

    assert "a party of the same agreement" in refused(
        signed(agreement.current_version, another.parties.first(), signatory_company.user)
    )


@pytest.mark.parametrize("state", ["proposed", "in_review", "active", "withdrawn"])
def test_nobody_signs_what_does_not_wait_for_signatures(brought_to, state, signatory_company):
    agreement = brought_to(state)

    refusal = refused(signed(agreement.current_version, agreement.parties.last(), signatory_company.user))

    assert "approved signing" in refusal


def test_nobody_agrees_to_what_is_not_proposed(brought_to, university_steward):
    agreement = brought_to("draft")
    version, party = agreement.current_version, agreement.parties.last()

    assert "proposed" in refused(
        lambda: Consent.objects.create(version=version, party=party, user=university_steward.user)
    )


@pytest.mark.parametrize("state", ["agreed", "approved"])
def test_there_is_no_verdict_on_what_is_not_in_review(brought_to, state, operator):
    agreement = brought_to(state)
    founder = operator.org_roles.first().group.memberships.first().user

    assert "in_review" in refused(
        lambda: Review.objects.create(
            version=agreement.current_version, reviewer=founder, verdict="approve", reason="Why not"
        )
    )


def test_the_current_version_is_one_of_its_own(brought_to, another):
    agreement = brought_to("proposed")

    def take_anothers():
        Agreement.objects.filter(pk=another.pk).update(current_version=None)
        Agreement.objects.filter(pk=agreement.pk).update(current_version=another.current_version)

    assert "current_version_is_its_own" in refused(take_anothers)


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        (State.PROPOSED, State.AGREED, "the consent of every party"),
        (State.IN_REVIEW, State.APPROVED, "an approval"),
        (State.SIGNING, State.ACTIVE, "the signature of every party"),
        (State.REJECTED, State.DRAFT, "has not ended"),
        (State.WITHDRAWN, State.PROPOSED, "has not ended"),
        (State.TERMINATED, State.ACTIVE, "has not ended"),
    ],
)
def test_no_step_is_taken_without_what_it_rests_on(brought_to, before, after, missing):
    agreement = brought_to(before)

    assert missing in refused(move(agreement, after))


def test_verdicts_consents_readings_and_words_of_staff_never_change(brought_to, reviewer, steward):
    agreement = brought_to("approved")
    comment_for_staff(agreement, "Look at clause 3.", by=reviewer)

    for rows in (Review.objects.all(), Consent.objects.all(), StaffComment.objects.all()):
        assert rows.exists()
        assert "never change" in refused(lambda rows=rows: rows.update(id=999))


def test_an_answer_is_about_the_version_that_its_thread_is_about(brought_to, another, steward):
    agreement = brought_to("proposed")
    thread = comment_on(agreement.current_version, "Why?", by=steward)

    assert "reply_is_about_the_same_version" in refused(
        lambda: Comment.objects.create(
            version=another.current_version,
            answers=thread,
            audience="parties",
            author=steward.user,
            organization=steward.organization,
            text="Here?",
        )
    )
