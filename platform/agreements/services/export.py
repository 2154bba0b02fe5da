"""An agreement to take along: one canonical JSON file that can be checked without us, and a PDF to read."""

import hashlib
from typing import Any

from django.utils import timezone

from agreements.models import Agreement, Signature, TermsVersion
from agreements.policy import Decision, require
from agreements.services.versions import current_of, document_of
from agreements.signatures.printing import print_agreement
from agreements.signatures.statements import in_utc
from agreements.terms import canonical
from agreements.verify import FORMAT
from audit.services import record
from organizations.actor import Actor


def export_json(agreement: Agreement, *, by: Actor) -> bytes:
    """The current version with its signatures and their keys, as one canonical JSON file.

    Raises:
        NotAllowed: the policy refuses.
    """
    yes = require(by, "export", agreement)
    told = exported(agreement)
    _record(agreement, told, "json", by=by, decision=yes)
    return canonical(told)


def export_pdf(agreement: Agreement, *, by: Actor) -> bytes:
    """The same for reading and printing: both texts, who signed, and the digests.

    Raises:
        NotAllowed: the policy refuses.
    """
    yes = require(by, "export", agreement)
    told = exported(agreement)
    _record(agreement, told, "pdf", by=by, decision=yes)
    return print_agreement(told)


def _record(agreement: Agreement, told: dict[str, Any], form: str, *, by: Actor, decision: Decision) -> None:
    facts = {"form": form, "version": told["document"]["version"], "sha256": told["sha256"]}
    record(by, "agreement.exported", agreement, decision=decision, **facts)


def exported(agreement: Agreement) -> dict[str, Any]:
    """What an export carries. Earlier versions are digests: what one party drafted, the others need not have seen."""
    version = current_of(agreement)
    signatures = list(version.signatures.select_related("key", "party__organization", "user"))
    rest = {
        "format": FORMAT,
        "agreement": _facts(agreement),
        "document": document_of(version),
        "sha256": version.sha256,
        "versions": [_version(one) for one in agreement.versions.select_related("proposed_for").order_by("number")],
        "signatures": [_signature(one) for one in signatures],
        "keys": [
            {**one.key.as_json(), "organization": one.party.organization.slug, "held_here": one.key.is_held}
            for one in signatures
            if one.key
        ],
        "exported_at": in_utc(timezone.now()),
    }
    return {**rest, "export_sha256": hashlib.sha256(canonical(rest)).hexdigest()}


def _facts(agreement: Agreement) -> dict[str, Any]:
    amended = agreement.amends
    return {
        "uid": str(agreement.uid),
        "slug": agreement.slug,
        "title": agreement.title,
        "state": agreement.state,
        "starts_at": agreement.starts_at and in_utc(agreement.starts_at),
        "ends_at": agreement.ends_at and in_utc(agreement.ends_at),
        "amends": amended and {"uid": str(amended.uid), "slug": amended.slug, "sha256": current_of(amended).sha256},
    }


def _version(version: TermsVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "sha256": version.sha256,
        "proposed_for": version.proposed_for.slug,
        "made_at": in_utc(version.created_at),
    }


def _signature(signature: Signature) -> dict[str, Any]:
    """As it was made. What was signed before organizations had keys carries none, and says so when it is checked."""
    unkeyed = {
        "organization": signature.party.organization.slug,
        "organization_name": signature.party.organization.name,
        "signatory_name": str(signature.user),
        "signed_at": in_utc(signature.signed_at),
        "key": "none",
    }
    return {"statement": signature.statement or unkeyed, "ed25519": signature.ed25519}
