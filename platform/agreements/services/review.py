"""The platform's review: a reviewer takes agreed terms, and approves them, sends them back or rejects them."""

from django.utils.translation import gettext as _

from agreements.errors import NotYourTurn, ReasonMissing
from agreements.models import Agreement, Review, State
from agreements.policy import permitted
from agreements.services.lifecycle import check_stands, locked, move
from agreements.services.versions import current_of
from organizations.actor import Actor
from organizations.models import Organization

# What each verdict makes of the agreement, and what the audit calls it.
AFTER = {
    Review.Verdict.APPROVE: (State.APPROVED, "approved"),
    Review.Verdict.REQUEST_CHANGES: (State.CHANGES_REQUESTED, "sent_back"),
    Review.Verdict.REJECT: (State.REJECTED, "rejected"),
}


def take_review(agreement: Agreement, *, by: Actor) -> Agreement:
    """Begin the review of agreed terms: the parties see who reads them."""
    with permitted(by, [("review", agreement)]) as yes:
        agreement = locked(agreement)
        check_impartial(agreement, by)
        move(agreement, State.IN_REVIEW, by=by, decision=yes, deed="review_taken")
    return agreement


def review(agreement: Agreement, verdict: str, *, reason: str, by: Actor) -> Review:
    """Decide on agreed terms. The parties read the reason word for word.

    Raises:
        NotAllowed: the policy refuses.
        NotYourTurn: nobody reviews their own organization's agreement, whomever they act for.
        ReasonMissing: every verdict gives a reason.
        WrongState: the agreement is not in review.
    """
    to, deed = AFTER[Review.Verdict(verdict)]
    with permitted(by, [("review", agreement)]) as yes:
        agreement = locked(agreement)
        check_impartial(agreement, by)
        check_stands(agreement, State.IN_REVIEW, to=to)
        if not reason.strip():
            raise ReasonMissing()
        version = current_of(agreement)
        written = Review.objects.create(version=version, reviewer=by.user, verdict=verdict, reason=reason.strip())
        move(agreement, to, by=by, decision=yes, deed=deed, reason=reason, version=version.number)
    return written


def check_impartial(agreement: Agreement, by: Actor) -> None:
    """Raises NotYourTurn for who also belongs to one of the parties."""
    if own := Organization.objects.of(by.user).filter(agreements=agreement).first():
        raise NotYourTurn(
            _("You belong to %(organization)s, which is a party of this agreement; another reviewer reads it.")
            % {"organization": own}
        )
