"""Compliance reviews: due at intervals, opened with evidence, concluded when every recipient has answered."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import AlreadyDone
from agreements.keeping.evidence import evidence_of
from agreements.keeping.questionnaire import ANSWERS, questions_for
from agreements.models import Agreement, ComplianceReview, State, TermsVersion
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from agreements.services.lifecycle import locked
from agreements.services.versions import current_of
from organizations.actor import Actor

REVIEWABLE = frozenset({State.ACTIVE, State.SUSPENDED})


def begin_compliance(agreement: Agreement, version: TermsVersion) -> None:
    """The first review is due an interval after the terms come into force; new terms don't put off one that was due."""
    due_at = _next_due(version, agreement.starts_at or timezone.now())
    if due_at and agreement.amends and agreement.amends.compliance_due_at:
        due_at = min(due_at, agreement.amends.compliance_due_at)
    _set_due(agreement, version, due_at)


def _next_due(version: TermsVersion, since: datetime) -> datetime | None:
    months = version.terms.get("compliance", {}).get("every_months")
    return _months_later(since, months) if months else None


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _set_due(agreement: Agreement, version: TermsVersion, due_at: datetime | None) -> None:
    """The policy compares `compliance_stops_at` when it is asked; no sweeper suspends anything."""
    days = version.terms.get("compliance", {}).get("suspend_after_days")
    agreement.compliance_due_at = due_at
    agreement.compliance_stops_at = due_at + timedelta(days=days) if due_at and days is not None else None
    agreement.save(update_fields=["compliance_due_at", "compliance_stops_at"])


def open_review(agreement: Agreement, *, by: Actor) -> ComplianceReview:
    """Begin a review; the evidence since the last one is drawn now and kept with it.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the agreement isn't in force, or a review is under way.
    """
    with permitted(by, [("review_compliance", agreement)]) as yes:
        assert by.organization is not None  # a party
        agreement = locked(agreement)
        if agreement.state not in REVIEWABLE:
            raise ValidationError(_("Only an agreement in force is reviewed."), code="not_in_force")
        if agreement.compliance_reviews.filter(concluded_at=None).exists():
            raise ValidationError(_("A review is under way already."), code="under_way")
        last = agreement.compliance_reviews.filter(concluded_at__isnull=False).first()
        since = (last.concluded_at if last else None) or agreement.starts_at or agreement.created_at
        review = ComplianceReview.objects.create(
            agreement=agreement,
            since=since,
            due_at=agreement.compliance_due_at,
            opened_by=by.user,
            opened_for=by.organization,
            evidence=evidence_of(agreement, since),
        )
        record(by, "compliance.opened", agreement, decision=yes, review=str(review.uid))
    return review


def answer_review(review: ComplianceReview, *, answers: Mapping[str, Mapping[str, str]], by: Actor) -> ComplianceReview:
    """Answer all questions for a recipient. With the last recipient's answers the review is concluded.

    Then the next one is due an interval from now, and what had stopped for want of it goes on at once.

    Raises:
        NotAllowed: the policy refuses; who receives nothing has nothing to answer for.
        AlreadyDone: this recipient has answered.
        ValidationError: a question has no answer, or a no has no words; or the review is concluded.
    """
    with permitted(by, [("answer_compliance", review)]) as yes:
        agreement = locked(review.agreement)
        review = ComplianceReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        assert by.organization is not None  # a recipient
        if review.concluded_at:
            raise ValidationError(_("This review is concluded."), code="concluded")
        if by.organization.slug in review.answers:
            raise AlreadyDone()
        version = current_of(agreement)
        review.answers[by.organization.slug] = _checked(answers, version)
        record(by, "compliance.answered", agreement, decision=yes, review=str(review.uid))
        if set(agreement.parties.filter(receives=True).values_list("organization__slug", flat=True)) <= set(
            review.answers
        ):
            review.concluded_at, review.concluded_by = timezone.now(), by.user
            _set_due(agreement, version, _next_due(version, review.concluded_at))
            move_on()
            record(by, "compliance.concluded", agreement, decision=yes, review=str(review.uid))
        review.save(update_fields=["answers", "concluded_at", "concluded_by"])
    return review


def _checked(answers: Mapping[str, Mapping[str, str]], version: TermsVersion) -> dict[str, dict[str, str]]:
    faults, checked = {}, {}
    for question in questions_for(version.terms):
        given = answers.get(question.code, {})
        answer, words = given.get("answer", ""), given.get("words", "").strip()
        if answer not in ANSWERS:
            faults[question.code] = _("Answer this: yes, no or not known.")
        elif answer != "yes" and not words:
            faults[question.code] = _("Say in words what is the matter.")
        checked[question.code] = {"answer": answer, "words": words}
    if faults:
        raise ValidationError(faults)
    return checked
