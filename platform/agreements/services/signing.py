"""Signing: each party signs exactly the bytes that were shown. The last signature puts the terms in force.

The signature is Ed25519, by a key of the organization: one that is held here, or its own, with which it signs outside.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import AlreadyDone, NotItsSignature, OtherText, SignsElsewhere
from agreements.models import Agreement, OrganizationKey, Party, Signature, State, TermsVersion
from agreements.policy import Decision, permitted, require
from agreements.services.amending import check_amended, supersede_amended
from agreements.services.compliance import begin_compliance
from agreements.services.deeds import record
from agreements.services.duties import write_duties
from agreements.services.grants import write_grants
from agreements.services.keys import key_in_use, key_to_sign_with, sign_with
from agreements.services.lifecycle import check_stands, locked, move
from agreements.services.matching import hold_undertakings
from agreements.services.versions import bytes_of, check_time_left, current_of
from agreements.signatures.keyring import holds
from agreements.signatures.statements import bytes_to_sign, statement_of
from agreements.terms import digest
from organizations.actor import Actor

# Signing outside may take people and a safe; a clock that is a little ahead is no fraud.
OUTSIDE_TAKES = timedelta(days=7)
CLOCKS_DIFFER = timedelta(minutes=1)


def sign_terms(agreement: Agreement, sha256: str, *, by: Actor) -> Signature:
    """Sign the current version for the organization acted for; `sha256` is the digest that the signatory was shown.

    Raises:
        NotAllowed: the policy refuses.
        OtherText: what was shown is not what stands there now, or what stands there is damaged.
        AlreadyDone: this party has signed.
        SignsElsewhere: the organization signs with a key of its own, outside.
    """
    with permitted(by, [("sign", agreement)]) as yes:
        agreement, version, party = _due(agreement, sha256, by)
        key = key_to_sign_with(party.organization, by=by)
        if not key.is_held:
            raise SignsElsewhere(
                _("%(organization)s signs with a key of its own: sign outside, and upload the signature.")
                % {"organization": party.organization}
            )
        at = timezone.now()
        statement = statement_of(key, by=by, at=at)
        ed25519 = sign_with(key, bytes_to_sign(version, statement), for_what=agreement, by=by)
        signature = _given(party, version, key, statement, ed25519, at=at, by=by)
        _record(agreement, signature, by=by, decision=yes)
    return signature


def sign_outside(agreement: Agreement, sha256: str, *, signed_at: datetime, ed25519: str, by: Actor) -> Signature:
    """Count a signature that was made outside, with the organization's own key, over what `prepare_outside` gave.

    Raises:
        NotAllowed, OtherText, AlreadyDone: as for `sign_terms`.
        SignsElsewhere: the organization registered no key of its own.
        NotItsSignature: it is not the signature of these bytes by that key.
    """
    with permitted(by, [("sign", agreement)]) as yes:
        agreement, version, party = _due(agreement, sha256, by)
        key = _own_key(party.organization)
        _check_moment(signed_at, version)
        statement = statement_of(key, by=by, at=signed_at)
        if not holds(key.public_key, ed25519, bytes_to_sign(version, statement)):
            raise NotItsSignature()
        signature = _given(party, version, key, statement, ed25519, at=signed_at, by=by)
        _record(agreement, signature, by=by, decision=yes)
    return signature


def prepare_outside(agreement: Agreement, *, signed_at: datetime, by: Actor) -> bytes:
    """Exactly the bytes that the organization signs with its own key; nothing is written."""
    require(by, "sign", agreement)
    assert by.organization is not None  # a signatory of a party
    version = current_of(agreement)
    _check_moment(signed_at, version)
    return bytes_to_sign(version, statement_of(_own_key(by.organization), by=by, at=signed_at))


def _due(agreement: Agreement, sha256: str, by: Actor) -> tuple[Agreement, TermsVersion, Party]:
    """The locked agreement, its version and the party that signs, when this very text waits for its signature."""
    agreement = locked(agreement)
    check_time_left(agreement)
    check_stands(agreement, State.APPROVED, State.SIGNING, to=State.SIGNING)
    check_amended(agreement)
    version = current_of(agreement)
    if not sha256 == version.sha256 == digest(bytes_of(version)):
        raise OtherText(agreement)
    party = agreement.parties.select_related("organization").get(organization=by.organization)
    if version.signatures.filter(party=party).exists():
        raise AlreadyDone()
    return agreement, version, party


def _own_key(organization: Any) -> OrganizationKey:
    key = key_in_use(organization)
    if key is None or key.is_held:
        raise SignsElsewhere(
            _("%(organization)s registered no key of its own: sign on the agreement’s page.")
            % {"organization": organization}
        )
    return key


def _check_moment(signed_at: datetime, version: TermsVersion) -> None:
    """Who signs outside says when, and signs that too."""
    now = timezone.now()
    earliest = max(version.created_at.replace(microsecond=0), now - OUTSIDE_TAKES)
    if not earliest <= signed_at <= now + CLOCKS_DIFFER:
        raise ValidationError(
            {"signed_at": _("The bytes were prepared too long ago. Download them again and sign those.")}
        )


def _given(
    party: Party,
    version: TermsVersion,
    key: OrganizationKey,
    statement: dict[str, Any],
    ed25519: str,
    *,
    at: datetime,
    by: Actor,
) -> Signature:
    return Signature.objects.create(
        version=version,
        party=party,
        user=by.user,
        terms_sha256=version.sha256,
        signed_at=at,
        key=key,
        statement=statement,
        ed25519=ed25519,
    )


def _record(agreement: Agreement, signature: Signature, *, by: Actor, decision: Decision) -> None:
    """Tell the audit, and put the terms in force with the last signature, in the place of those that they amend."""
    version = signature.version
    facts = {"version": version.number, "sha256": version.sha256, "fingerprint": signature.statement["key"]}
    if agreement.state == State.APPROVED:
        move(agreement, State.SIGNING, by=by, decision=decision, deed="signed", **facts)
    else:
        record(by, "agreement.signed", agreement, decision=decision, **facts)
    if is_signed_by_all(version):
        hold_undertakings(version)
        supersede_amended(agreement, by=by, decision=decision)
        write_grants(version)
        write_duties(version)
        begin_compliance(agreement, version)
        move(agreement, State.ACTIVE, by=by, decision=decision, deed="activated", **facts)


def is_signed_by_all(version: TermsVersion) -> bool:
    """Whether no party's signature is missing under these terms."""
    return not version.agreement.parties.exclude(signatures__version=version).exists()
