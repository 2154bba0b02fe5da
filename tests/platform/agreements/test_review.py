"""The platform's review: every verdict gives a reason, and nobody reviews their own organization's agreement."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.cast import owner_of, recruit
from tests.reviewing import all_hold, approve

from agreements.checklists import kind_of, points_for
from agreements.errors import NotAllowed, PointsOpen, ReasonMissing
from agreements.models import Asset, AssetAncestor, Condition, Review, State
from agreements.services.assets import register_asset
from agreements.services.negotiation import agree, propose_version
from agreements.services.review import Wanted, review, take_review
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

    review(agreement, verdict, reason="Clause 3 is clear.", by=reviewer, answers=all_hold(agreement))

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

    with pytest.raises(NotAllowed, match="belongs_to_party"):
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
    approve(agreement, by=reviewer, reason="It is named.")

    assert list(Review.objects.values_list("version__number", "verdict")) == [(1, "request_changes"), (2, "approve")]


def test_an_approval_needs_every_point_of_the_checklist_to_hold(brought_to, reviewer):
    agreement = brought_to("in_review")
    first, *rest = all_hold(agreement)

    with pytest.raises(PointsOpen, match="The purpose codes say"):
        review(agreement, "approve", reason="Clear.", by=reviewer, answers=dict.fromkeys(rest, True))
    with pytest.raises(PointsOpen, match="The purpose codes say"):
        review(agreement, "approve", reason="Clear.", by=reviewer, answers=all_hold(agreement) | {first: False})

    agreement.refresh_from_db()
    assert agreement.state == State.IN_REVIEW
    assert not Review.objects.exists()


def test_the_checklist_is_kept_as_it_stood_with_the_verdict(brought_to, reviewer):
    agreement = brought_to("in_review")

    written = review(agreement, "request_changes", reason="Clause 3.", by=reviewer, answers={"purpose": False})

    kept = {one.point: (one.by_software, one.holds) for one in written.points.all()}
    assert kept["purpose"] == (False, False)
    assert [point for point, (by_software, _holds) in kept.items() if by_software]


def test_the_checklist_follows_from_what_is_shared(brought_to, notes):
    agreement = brought_to("in_review")
    assert (str(kind_of(agreement).name), len(points_for(agreement))) == ("Compute without download", 4)

    Asset.objects.filter(pk=notes.pk).update(sensitivity="personal")

    assert {"legal_basis", "protection"} <= {point.code for point in points_for(agreement)}


def test_conditions_are_kept_with_an_approval_and_an_approval_with_conditions_has_some(brought_to, reviewer):
    agreement = brought_to("in_review")
    given = {"reason": "Clear, but.", "by": reviewer, "answers": all_hold(agreement) | {"languages": False}}

    with pytest.raises(ValidationError, match="Write the conditions, one on a line"):
        review(agreement, "approve_with_conditions", conditions=[Wanted(" ")], **given)
    with pytest.raises(ValidationError, match="Only an approval with conditions has conditions"):
        review(agreement, "request_changes", conditions=[Wanted("Name the court.")], **given)
    review(
        agreement,
        "approve_with_conditions",
        conditions=[Wanted("Name who  deletes."), Wanted("Name the day.")],
        **given,
    )

    agreement.refresh_from_db()
    assert agreement.state == State.APPROVED
    assert list(Condition.objects.values_list("number", "text")) == [(1, "Name who deletes."), (2, "Name the day.")]


def test_sensitive_data_takes_the_approval_of_two_different_people(brought_to, notes, operator, reviewer):
    agreement = brought_to("in_review")
    Asset.objects.filter(pk=notes.pk).update(sensitivity="personal")
    second = recruit(operator, "Ana Lindqvist", Role.REVIEWER)

    approve(agreement, by=reviewer)
    agreement.refresh_from_db()
    assert agreement.state == State.IN_REVIEW
    with pytest.raises(NotAllowed, match="decided_already"):
        approve(agreement, by=reviewer)

    approve(agreement, by=second)
    agreement.refresh_from_db()
    assert agreement.state == State.APPROVED
    assert list(Review.objects.values_list("reviewer", flat=True)) == [reviewer.user.pk, second.user.pk]


def test_what_was_made_from_sensitive_data_is_sensitive_too(brought_to, notes, company, reviewer):
    agreement = brought_to("in_review")
    source = register_asset("dataset", name="Patients", owner=company)
    AssetAncestor.objects.create(asset=notes, ancestor=source, number=1, made_at=timezone.now())
    assert kind_of(agreement).is_sensitive is False

    Asset.objects.filter(pk=source.pk).update(sensitivity="confidential")

    assert kind_of(agreement).is_sensitive is True


def test_either_of_two_reviewers_sends_it_back(brought_to, notes, operator, reviewer):
    agreement = brought_to("in_review")
    Asset.objects.filter(pk=notes.pk).update(sensitivity="personal")
    approve(agreement, by=reviewer)

    review(agreement, "request_changes", reason="No.", by=recruit(operator, "Ana Lindqvist", Role.REVIEWER))

    agreement.refresh_from_db()
    assert agreement.state == State.CHANGES_REQUESTED
