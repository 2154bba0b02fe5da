"""What a party signs: the whole document, and beside it who signs for whom, when, and with which key."""

from datetime import UTC, datetime
from typing import Any

from agreements.models import OrganizationKey, Signature, TermsVersion
from agreements.services.versions import document_of
from agreements.terms import canonical
from organizations.actor import Actor


def statement_of(key: OrganizationKey, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Names as they are now: they are signed, and no later name changes them."""
    assert by.organization is not None  # the policy lets only signatories of a party come here
    return {
        "organization": by.organization.slug,
        "organization_name": by.organization.name,
        "signatory": str(by.user.uid),
        "signatory_name": str(by.user),
        "signed_at": in_utc(at),
        "key": key.fingerprint,
    }


def bytes_to_sign(version: TermsVersion, statement: dict[str, Any]) -> bytes:
    """Exactly the bytes that the Ed25519 signature is made over."""
    return canonical({"document": document_of(version), "statement": statement})


def bytes_signed(signature: Signature) -> bytes:
    """The bytes that a stored signature was made over."""
    return bytes_to_sign(signature.version, signature.statement)


def in_utc(at: datetime) -> str:
    """A moment as statements write it: 2026-11-24T01:50:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
