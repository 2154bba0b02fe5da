"""From a draft to agreed terms: drafting, proposing, asking for changes, answering with a new version, agreeing."""

from typing import Any

from agreements.errors import AlreadyDone
from agreements.models import Agreement, Consent, State
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.grace import IN_FORCE
from agreements.services.lifecycle import check_stands, locked, move
from agreements.services.naming import check_licences
from agreements.services.versions import add_version, check_time_left, current_of, start_agreement, terms_of
from organizations.actor import Actor


def draft_agreement(*, title: str, terms: object, by: Actor) -> Agreement:
    """A draft that only the drafter's organization sees, with version 1 of its terms.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the terms have faults; each is a sentence with its path.
    """
    with permitted(by, [("draft_agreement", by.organization)]) as yes:
        agreement = start_agreement(title, terms, by=by)
        record(by, "agreement.drafted", agreement, decision=yes, sha256=current_of(agreement).sha256)
    return agreement


def propose(agreement: Agreement, *, by: Actor) -> Agreement:
    """Show a draft to the other parties, for their answer."""
    with permitted(by, [("propose", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.DRAFT, to=State.PROPOSED)  # what was sent back comes again with other terms
        check_time_left(agreement)
        check_licences(terms_of(current_of(agreement)))  # they may have changed since it was drafted
        move(agreement, State.PROPOSED, by=by, decision=yes, deed="proposed", **_version(agreement))
    return agreement


def propose_version(agreement: Agreement, *, terms: object, by: Actor) -> Agreement:
    """Answer with other terms: a new version of a draft, or of what changes were requested for. It is proposed at once.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the terms have faults, or the agreement is not open for a new version.
    """
    with permitted(by, [("propose", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.DRAFT, State.CHANGES_REQUESTED, to=State.PROPOSED)
        add_version(agreement, terms, by=by)
        check_time_left(agreement)
        move(agreement, State.PROPOSED, by=by, decision=yes, deed="proposed", **_version(agreement))
    return agreement


def counter_propose(agreement: Agreement, *, terms: object, by: Actor, reason: str = "") -> Agreement:
    """Answer proposed terms with other ones at once: a new version, which the others answer in their turn.

    Raises:
        NotAllowed: the policy refuses; who made the proposal that stands does not answer it.
        ValidationError: the terms have faults, or the agreement is not proposed.
    """
    with permitted(by, [("propose", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.PROPOSED, to=State.PROPOSED)
        add_version(agreement, terms, by=by)
        check_time_left(agreement)
        told = _version(agreement)
        move(agreement, State.PROPOSED, by=by, decision=yes, deed="counter_proposed", reason=reason, **told)
    return agreement


def draft_again(agreement: Agreement, *, by: Actor) -> Agreement:
    """The way back from what was rejected, declined or withdrawn: a new draft that starts from its terms.

    Raises:
        NotAllowed: the policy refuses.
        WrongState: the agreement has not come to such an end.
        ValidationError: something that the terms name is no longer there.
    """
    with permitted(by, [("see", agreement), ("draft_again", agreement), ("draft_agreement", by.organization)]) as yes:
        check_stands(locked(agreement), State.REJECTED, State.WITHDRAWN, to=State.DRAFT)
        amends = agreement.amends if agreement.amends and agreement.amends.state in IN_FORCE else None
        draft = start_agreement(agreement.title, current_of(agreement).terms, by=by, amends=amends)
        draft.drafted_from = agreement
        draft.save(update_fields=["drafted_from"])
        record(by, "agreement.drafted_again", draft, decision=yes, drafted_from=str(agreement.uid), **_version(draft))
    return draft


def request_changes(agreement: Agreement, *, by: Actor, reason: str) -> Agreement:
    """Send proposed terms back to whoever drafted them, and say what should be otherwise."""
    with permitted(by, [("request_changes", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.PROPOSED, to=State.CHANGES_REQUESTED)
        move(agreement, State.CHANGES_REQUESTED, by=by, decision=yes, deed="changes_requested", reason=reason)
    return agreement


def agree(agreement: Agreement, *, by: Actor) -> Agreement:
    """Agree to the proposed terms. When every party but the proposer has, they wait for the platform's review."""
    with permitted(by, [("agree", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.PROPOSED, to=State.AGREED)
        check_time_left(agreement)
        version = current_of(agreement)
        party = agreement.parties.get(organization=by.organization)
        if version.consents.filter(party=party).exists():
            raise AlreadyDone()
        Consent.objects.create(version=version, party=party, user=by.user)
        still_open = agreement.parties.exclude(organization=version.proposed_for).exclude(consents__version=version)
        if still_open.exists():
            record(by, "agreement.agreed", agreement, decision=yes, **_version(agreement))
        else:
            move(agreement, State.AGREED, by=by, decision=yes, deed="agreed", **_version(agreement))
    return agreement


def decline(agreement: Agreement, *, by: Actor, reason: str) -> Agreement:
    """Turn proposed terms down for good."""
    with permitted(by, [("reject", agreement)]) as yes:
        agreement = locked(agreement)
        check_stands(agreement, State.PROPOSED, to=State.REJECTED)
        move(agreement, State.REJECTED, by=by, decision=yes, deed="declined", reason=reason)
    return agreement


def withdraw(agreement: Agreement, *, by: Actor, reason: str) -> Agreement:
    """Take an agreement back before it is in force."""
    with permitted(by, [("withdraw", agreement)]) as yes:
        agreement = locked(agreement)
        move(agreement, State.WITHDRAWN, by=by, decision=yes, deed="withdrawn", reason=reason)
    return agreement


def _version(agreement: Agreement) -> dict[str, Any]:
    version = current_of(agreement)
    return {"version": version.number, "sha256": version.sha256}
