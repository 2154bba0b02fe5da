"""Signing: each party signs exactly the bytes that were shown. The last signature puts the terms in force."""

from typing import Any

from agreements.errors import AlreadyDone, OtherText
from agreements.models import Agreement, Signature, State
from agreements.policy import permitted
from agreements.services.grants import write_grants
from agreements.services.lifecycle import check_stands, locked, move
from agreements.services.versions import bytes_of, check_time_left, current_of
from agreements.terms import digest
from audit.services import record
from organizations.actor import Actor


def sign_terms(agreement: Agreement, sha256: str, *, by: Actor) -> Signature:
    """Sign the current version for the organization acted for; `sha256` is the digest that the signatory was shown.

    Raises:
        NotAllowed: the policy refuses.
        OtherText: what was shown is not what stands there now, or what stands there is damaged.
        AlreadyDone: this party has signed.
    """
    with permitted(by, [("sign", agreement)]) as yes:
        agreement = locked(agreement)
        check_time_left(agreement)
        check_stands(agreement, State.APPROVED, State.SIGNING, to=State.SIGNING)
        version = current_of(agreement)
        if not sha256 == version.sha256 == digest(bytes_of(version)):
            raise OtherText(agreement)
        party = agreement.parties.get(organization=by.organization)
        if version.signatures.filter(party=party).exists():
            raise AlreadyDone()
        signature = Signature.objects.create(version=version, party=party, user=by.user, terms_sha256=sha256)
        facts: dict[str, Any] = {"version": version.number, "sha256": sha256}
        if agreement.state == State.APPROVED:
            move(agreement, State.SIGNING, by=by, decision=yes, deed="signed", **facts)
        else:
            record(by, "agreement.signed", agreement, decision=yes, **facts)
        if not agreement.parties.exclude(signatures__version=version).exists():
            write_grants(version)
            move(agreement, State.ACTIVE, by=by, decision=yes, deed="activated", **facts)
    return signature
