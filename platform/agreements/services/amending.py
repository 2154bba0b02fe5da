"""New terms for an agreement in force: an agreement of their own, which takes the old one's place once all signed it.

It walks the ordinary life. Nothing that is proposed, agreed or approved changes what is allowed; signatures do.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.errors import NotAmendable
from agreements.models import Agreement, State
from agreements.policy import Decision, permitted
from agreements.services.grace import IN_FORCE
from agreements.services.grants import withdraw_grants
from agreements.services.lifecycle import locked, move
from agreements.services.versions import check_time_left, current_of, start_agreement
from audit.services import record
from organizations.actor import Actor


def amend_agreement(agreement: Agreement, *, terms: object, by: Actor, title: str = "") -> Agreement:
    """A draft of new terms for an agreement in force, between the same parties; it keeps the title unless one is given.

    Raises:
        NotAllowed: the policy refuses.
        NotAmendable: the agreement is not in force.
        Ended: its last day is over.
        ValidationError: the terms have faults, or name other parties.
    """
    with permitted(by, [("amend", agreement)]) as yes:
        amended = locked(agreement)
        if amended.state not in IN_FORCE:
            raise NotAmendable(
                _("“%(agreement)s” is not in force, so it can't be amended.") % {"agreement": amended.title}
            )
        check_time_left(amended)
        amendment = start_agreement(title.strip() or amended.title, terms, by=by, amends=amended)
        parties = set(amended.parties.values_list("organization", flat=True))
        if parties != set(amendment.parties.values_list("organization", flat=True)):
            raise ValidationError(
                _("%(path)s: the parties of an agreement don't change; draft another agreement for other parties.")
                % {"path": "parties"}
            )
        sha256 = current_of(amendment).sha256
        record(by, "agreement.amendment_drafted", amendment, decision=yes, amends=str(amended.uid), sha256=sha256)
    return amendment


def check_amended(amendment: Agreement) -> None:
    """Raises NotAmendable unless what it amends, if anything, is active: a suspension is not signed away."""
    if amendment.amends is None:
        return
    amended = locked(amendment.amends)
    if amended.state == State.SUSPENDED:
        raise NotAmendable(
            _("“%(agreement)s” is suspended. It is resumed before its new terms are signed.")
            % {"agreement": amended.title}
        )
    if amended.state != State.ACTIVE:
        raise NotAmendable(
            _("“%(agreement)s” is not in force any more, so these terms can't replace it. Draft a new agreement.")
            % {"agreement": amended.title}
        )


def supersede_amended(amendment: Agreement, *, by: Actor, decision: Decision) -> None:
    """Let the amended agreement make room: its grants are withdrawn in the transaction that writes the new ones."""
    if amendment.amends is None:
        return
    amended = locked(amendment.amends)
    withdraw_grants(amended)
    move(amended, State.SUPERSEDED, by=by, decision=decision, deed="superseded", amendment=str(amendment.uid))
