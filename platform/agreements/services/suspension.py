"""Suspending, resuming and ending an agreement in force. It holds from the moment the transaction commits."""

from agreements.models import Agreement, State
from agreements.policy import permitted
from agreements.services.lifecycle import check_stands, locked, move
from organizations.actor import Actor


def suspend_agreement(agreement: Agreement, *, by: Actor, reason: str) -> Agreement:
    """Stop everything that rests on the agreement, until it is resumed. The other parties read the reason."""
    with permitted(by, [("suspend", agreement)]) as yes:
        agreement = locked(agreement)
        move(agreement, State.SUSPENDED, by=by, decision=yes, deed="suspended", reason=reason)
    return agreement


def resume_agreement(agreement: Agreement, *, by: Actor, reason: str = "") -> Agreement:
    """Let a suspended agreement hold again.

    Raises:
        NotAllowed: the policy refuses; another organization suspended it, for one.
    """
    with permitted(by, [("resume", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.SUSPENDED, to=State.ACTIVE)
        move(agreement, State.ACTIVE, by=by, decision=yes, deed="resumed", reason=reason)
    return agreement


def terminate_agreement(agreement: Agreement, *, by: Actor, reason: str) -> Agreement:
    """End an agreement for good."""
    with permitted(by, [("terminate", agreement)]) as yes:
        agreement = locked(agreement)
        move(agreement, State.TERMINATED, by=by, decision=yes, deed="terminated", reason=reason)
    return agreement
