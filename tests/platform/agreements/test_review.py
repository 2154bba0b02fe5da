"""The platform's review: every verdict gives a reason, and nobody reviews their own organization's agreement."""

import pytest
from tests.cast import owner_of

from agreements.errors import NotAllowed, NotYourTurn, ReasonMissing
from agreements.models import Review, State
from agreements.services.negotiation import agree, propose_version
from agreements.services.review import review, take_review
from audit.models import Event
from organizations.actor import Actor
from organizations.models import Role
from organizations.services import add_member


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("approve", State.APPROVED),
        ("request_changes", State.CHANGES_REQUESTED),
        ("reject", State.REJECTED),
    ],
)
def test_a_verdict_moves_the_agreement_and_the_parties_read_its_reason(brought_to, reviewer, verdict, state):
    agreement = brought_to("in_review")

    review(agreement, verdict, reason="Clause 3 is clear.", by=reviewer)

    agreement.refresh_from_db()
    assert agreement.state == state
    assert agreement.reason == "Clause 3 is clear."
    written = Review.objects.get()
    assert (written.verdict, written.reason, written.reviewer) == (verdict, "Clause 3 is clear.", reviewer.user)


@pytest.mark.parametrize("verdict", Review.Verdict.values)
def test_no_verdict_without_a_reason(brought_to, reviewer, verdict):
    agreement = brought_to("in_review")

    with pytest.raises(ReasonMissing):
        review(agreement, verdict, reason="\n ", by=reviewer)

    agreement.refresh_from_db()
    assert agreement.state == State.IN_REVIEW
    assert not Review.objects.exists()


def test_nobody_reviews_the_agreement_of_an_organization_they_belong_to(brought_to, company, reviewer):
    agreement = brought_to("agreed")
    add_member(company, reviewer.user, [Role.AUDITOR], by=owner_of(company))

    with pytest.raises(NotYourTurn, match="You belong to Halvard Bearings AG"):
        take_review(agreement, by=reviewer)


def test_a_reviewer_acting_for_somebody_else_is_no_reviewer(brought_to, outsider, reviewer):
    agreement = brought_to("agreed")
    add_member(outsider, reviewer.user, [Role.STEWARD], by=owner_of(outsider))

    with pytest.raises(NotAllowed):
        take_review(agreement, by=Actor.of(reviewer.user, outsider))

    assert Event.objects.filter(verb="review.refused", actor_user_id=reviewer.user.pk).exists()


def test_what_was_sent_back_comes_again_and_keeps_its_earlier_verdict(
    brought_to, reviewer, steward, university_steward, plant_terms
):
    agreement = brought_to("in_review")
    review(agreement, "request_changes", reason="Name the court.", by=reviewer)
    law = {"en": "Swiss law applies, in Winterthur.", "zh": "适用瑞士法律，由温特图尔法院管辖。"}

    propose_version(agreement, terms=plant_terms | {"law": law}, by=steward)
    agree(agreement, by=university_steward)
    take_review(agreement, by=reviewer)
    review(agreement, "approve", reason="It is named.", by=reviewer)

    assert list(Review.objects.values_list("version__number", "verdict")) == [(1, "request_changes"), (2, "approve")]
