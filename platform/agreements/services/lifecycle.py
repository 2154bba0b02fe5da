"""The one function that moves an agreement through its life; `NEXT` beside the model says what can follow what."""

from typing import Any

from django.utils import timezone

from agreements.errors import ReasonMissing, WrongState
from agreements.models import NEXT, Agreement, State, Withdrawal
from agreements.policy import Decision
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from agreements.services.grace import follow_amendment
from organizations.actor import Actor

# Whoever brings an agreement here says why: the other parties read it on its page.
NEEDS_REASON = frozenset({State.CHANGES_REQUESTED, State.SUSPENDED, State.TERMINATED, State.REJECTED, State.WITHDRAWN})


def locked(agreement: Agreement) -> Agreement:
    """The agreement as it stands now, kept so until the transaction ends: two deeds on one agreement wait in line."""
    return Agreement.objects.select_for_update(of=("self",)).select_related("current_version").get(pk=agreement.pk)


def move(
    agreement: Agreement, to: State, *, by: Actor, decision: Decision, deed: str, reason: str = "", **data: Any
) -> None:
    """Bring a locked agreement to `to`, and record the deed with the decision that allowed it.

    Called by the services of this folder inside the transaction that `permitted` opened.

    Raises:
        WrongState: nothing leads from where it stands to `to`.
        ReasonMissing: this step is explained to the other parties, and no reason was given.
    """
    if to not in NEXT[agreement.state]:
        raise WrongState(agreement, to)
    reason = reason.strip()
    if to in NEEDS_REASON and not reason:
        raise ReasonMissing()
    follow_amendment(agreement, to)
    before = agreement.state
    agreement.state = to
    agreement.reason = reason
    agreement.state_changed_at = timezone.now()
    agreement.state_changed_by, agreement.state_changed_for = by.user, by.organization
    agreement.save(update_fields=["state", "reason", "state_changed_at", "state_changed_by", "state_changed_for"])
    if State.ACTIVE in (before, to):  # what is allowed changes
        move_on()
    if before == State.ACTIVE:
        Withdrawal.objects.create(agreement=agreement)
    if reason:
        data["reason"] = reason
    record(by, f"agreement.{deed}", agreement, decision=decision, before=before, after=str(to), **data)


def check_stands(agreement: Agreement, *states: State, to: State) -> None:
    """Raises WrongState unless the agreement stands in one of `states`: several deeds lead to the same state."""
    if agreement.state not in states:
        raise WrongState(agreement, to)
