"""The platform's review: a reviewer takes agreed terms, and approves them, sends them back or rejects them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.checklists import is_sensitive, points_for
from agreements.errors import PointsOpen, ReasonMissing
from agreements.models import APPROVALS, Agreement, CheckedPoint, Condition, Review, State, TermsVersion
from agreements.policy import permitted
from agreements.services.conditions import begin_conditions
from agreements.services.deeds import record
from agreements.services.inspection import findings
from agreements.services.lifecycle import check_stands, locked, move
from agreements.services.versions import current_of
from organizations.actor import Actor

Verdict = Review.Verdict

# What each verdict makes of the agreement, and what the audit calls it.
AFTER = {
    Verdict.APPROVE: (State.APPROVED, "approved"),
    Verdict.APPROVE_WITH_CONDITIONS: (State.APPROVED, "approved"),
    Verdict.REQUEST_CHANGES: (State.CHANGES_REQUESTED, "sent_back"),
    Verdict.REJECT: (State.REJECTED, "rejected"),
}


@dataclass(frozen=True)
class Wanted:
    """A condition of an approval: its words, by when it has to be met, and whether all stops when it isn't."""

    text: str
    due_on: date | None = None
    stops_when_overdue: bool = False


def take_review(agreement: Agreement, *, by: Actor) -> Agreement:
    """Begin the review of agreed terms: the parties see who reads them."""
    with permitted(by, [("review", agreement)]) as yes:
        agreement = locked(agreement)
        move(agreement, State.IN_REVIEW, by=by, decision=yes, deed="review_taken")
    return agreement


def review(
    agreement: Agreement,
    verdict: str,
    *,
    reason: str,
    by: Actor,
    answers: Mapping[str, bool] | None = None,
    conditions: Sequence["Wanted"] = (),
) -> Review:
    """Decide on agreed terms. The parties read the reason and the conditions word for word, before they sign.

    Sensitive data takes the approval of two reviewers; the agreement waits in review for the second.

    Args:
        answers: the points of the checklist, by code, and whether each holds. An approval needs all of them to hold,
            an approval with conditions needs all of them answered.

    Raises:
        NotAllowed: the policy refuses; nobody reviews their own organization's agreement, or one version twice.
        ReasonMissing: every verdict gives a reason.
        PointsOpen: the checklist doesn't allow this approval.
        WrongState: the agreement is not in review.
    """
    chosen = Verdict(verdict)
    to, deed = AFTER[chosen]
    with permitted(by, [("review", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.IN_REVIEW, to=to)
        if not reason.strip():
            raise ReasonMissing()
        version = current_of(agreement)
        wanted = _checked_conditions(chosen, conditions)
        answered = _checked_answers(agreement, chosen, answers or {})
        written = Review.objects.create(version=version, reviewer=by.user, verdict=verdict, reason=reason.strip())
        _keep(written, agreement, answered, wanted)
        if chosen in APPROVALS and approvals_missing(agreement, version):
            record(by, "agreement.approved_by_one", agreement, decision=yes, version=version.number, reason=reason)
        else:
            move(agreement, to, by=by, decision=yes, deed=deed, reason=reason, version=version.number)
    return written


def approvals_missing(agreement: Agreement, version: TermsVersion) -> int:
    """How many reviewers have yet to approve: two different people decide about sensitive data."""
    needed = 2 if is_sensitive(agreement) else 1
    return max(0, needed - version.reviews.filter(verdict__in=APPROVALS).count())


def _checked_conditions(verdict: Verdict, conditions: Sequence[Wanted]) -> list[Wanted]:
    wanted = [replace(one, text=" ".join(one.text.split())) for one in conditions if one.text.strip()]
    if (verdict == Verdict.APPROVE_WITH_CONDITIONS) != bool(wanted):
        raise ValidationError(
            {
                "conditions": _("Write the conditions, one on a line.")
                if not wanted
                else _("Only an approval with conditions has conditions; put these into the reason.")
            }
        )
    if any(one.due_on and one.due_on < timezone.now().date() for one in wanted):
        raise ValidationError({"conditions": _("A day by which a condition has to be met is over already.")})
    if any(one.stops_when_overdue and not one.due_on for one in wanted):
        raise ValidationError({"conditions": _("What stops the agreement when it is overdue needs a day.")})
    return wanted


def _checked_answers(agreement: Agreement, verdict: Verdict, answers: Mapping[str, bool]) -> dict[str, bool]:
    points = {point.code: str(point.asks) for point in points_for(agreement)}
    answered = {code: answers[code] for code in points if code in answers}
    if verdict in APPROVALS and len(answered) < len(points):
        raise PointsOpen([words for code, words in points.items() if code not in answered])
    if verdict == Verdict.APPROVE and not all(answered.values()):
        raise PointsOpen([points[code] for code, holds in answered.items() if not holds])
    return answered


def _keep(review: Review, agreement: Agreement, answered: Mapping[str, bool], conditions: Sequence[Wanted]) -> None:
    found = [
        CheckedPoint(review=review, point=one.code, by_software=True, holds=one.holds, says=one.says)
        for one in findings(agreement)
    ]
    answers = [
        CheckedPoint(review=review, point=code, by_software=False, holds=holds) for code, holds in answered.items()
    ]
    CheckedPoint.objects.bulk_create([*found, *answers])
    Condition.objects.bulk_create(
        Condition(
            review=review,
            number=number,
            text=one.text,
            due_on=one.due_on,
            stops_when_overdue=one.stops_when_overdue,
        )
        for number, one in enumerate(conditions, start=1)
    )
    begin_conditions(agreement)
