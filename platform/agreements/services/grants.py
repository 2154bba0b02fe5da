"""Terms that all parties signed become grants, and the permission rows that carry them.

Called inside the transaction that puts an agreement in force, so that rows and state are never apart.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from django.db import connection

from accounts.models import User
from agreements.matcher import ETHICS_APPROVAL, THESE_PEOPLE, restricts
from agreements.models import Agreement, AssetGroupPermission, Grant, TermsVersion
from agreements.operations import Operation
from agreements.policy.tables import OPERATIONS, USES_OF_DERIVED
from agreements.rendering import outline
from agreements.services.epoch import move_on
from agreements.services.matching import match_terms
from agreements.services.obliging import obligations_of
from agreements.terms import period
from audit.services import record
from organizations.models import Organization

# One row for each asset of the grant's shares, operation of the grant, and role of the recipient that may do it.
# A share names its provider: what a provider does not own (any longer), it does not give.
WRITE_ROWS = """
INSERT INTO agreements_assetgrouppermission
    (content_object_id, permission_id, group_id, grant_id, organization_id, kind)
SELECT DISTINCT asset.id, permission.id, role.group_id, agreed.id, agreed.organization_id, asset.kind
FROM agreements_grant agreed
JOIN agreements_asset asset ON asset.owner_id = agreed.provider_id
JOIN unnest(%(kinds)s::text[], %(slugs)s::text[]) AS shared(kind, slug)
    ON shared.kind = asset.kind AND shared.slug = asset.slug
JOIN unnest(%(operations)s::text[], %(roles)s::text[]) AS may(operation, role)
    ON may.operation = ANY(agreed.operations)
JOIN organizations_orgrole role ON role.organization_id = agreed.organization_id AND role.role = may.role
JOIN auth_permission permission ON permission.codename = may.operation || '_asset'
JOIN django_content_type type
    ON type.id = permission.content_type_id AND type.app_label = 'agreements' AND type.model = 'asset'
WHERE agreed.id = %(grant)s
ON CONFLICT DO NOTHING
"""

Share = dict[str, Any]


def write_grants(version: TermsVersion) -> list[Grant]:
    """Grants, permission rows and purpose matches of terms that come into force; what earlier terms gave ends."""
    withdraw_grants(version.agreement)
    written = grants_of(version)
    match_terms(version)
    move_on()
    told = [{"recipient": one.organization.slug, "operations": one.operations} for one in written]
    record(None, "grants.written", version.agreement, version=version.number, grants=told)
    return written


def grants_of(version: TermsVersion) -> list[Grant]:
    """The grants of terms, with their permission rows."""
    organizations = {one.slug: one for one in version.agreement.organizations.all()}
    common = _common(version)
    written = []
    for places in _alike(version.terms["shares"], _terms_of):
        share = version.terms["shares"][places[0]]
        recipient = organizations[share["recipient"]]
        written += [
            _grant(common, places, share, recipient, organizations, part) for part in _parts(share, version.terms)
        ]
    for places in _alike(version.terms["shares"], _source_of):
        share = version.terms["shares"][places[0]]
        written += [
            _grant(common, places, share, organizations[party], organizations, part)
            for party, part in _uses_of_derived(places, version.terms)
        ]
    for grant in written:
        write_rows(grant)
    return written


def withdraw_grants(agreement: Agreement) -> None:
    """Take the permission rows of an agreement away; its grants stay, as what once held."""
    rows, _models = AssetGroupPermission.objects.filter(grant__agreement=agreement).delete()
    if rows:
        record(None, "grants.withdrawn", agreement, rows=rows)


Key = tuple[str, ...]


def _alike(shares: list[Share], key: Callable[[Share], Key]) -> Iterator[list[int]]:
    """The places of shares that differ only in their asset: they make one grant."""

    def key_of(place: int) -> Key:
        return key(shares[place])

    for _key, alike in groupby(sorted(range(len(shares)), key=key_of), key=key_of):
        yield list(alike)


def _terms_of(share: Share) -> Key:
    return *_source_of(share), share["recipient"], *sorted(share["operations"])


def _source_of(share: Share) -> Key:
    return share["provider"], share["asset"]["kind"], str(share["versions"])


@dataclass(frozen=True)
class Part:
    """What one grant gives, and what it asks."""

    operations: list[str]
    speaks_of: str
    conditional: bool
    named_only: bool
    outlasts_agreement: bool = False


def _parts(share: Share, terms: dict[str, Any]) -> Iterator[Part]:
    """To know that something is there needs no purpose; to use it may need one, and a person whom the terms name."""
    conditional, named_only = restricts(terms["purposes"]), _people(terms) is not None
    used = sorted(set(share["operations"]) - {Operation.DISCOVER})
    speaks_of = Grant.SpeaksOf.BOTH if terms["schema"] == 1 else Grant.SpeaksOf.ASSET
    if not conditional and not named_only:
        yield Part([Operation.DISCOVER, *used], speaks_of, conditional=False, named_only=False)
        return
    yield Part([Operation.DISCOVER], speaks_of, conditional=False, named_only=False)
    if used:
        yield Part(used, speaks_of, conditional, named_only)


def _uses_of_derived(places: list[int], terms: dict[str, Any]) -> Iterator[tuple[str, Part]]:
    """What each party but the provider may do with models that were made from what is shared."""
    shared = {operation for place in places for operation in terms["shares"][place]["operations"]}
    if terms["schema"] == 1 or not shared & {Operation.TRAIN, Operation.DERIVE}:
        return
    clause, provider = terms["derived_models"], terms["shares"][places[0]]["provider"]
    for party in terms["parties"]:
        uses = {use for use in ("deploy", "serve", "pass_on") if party in clause[use]}
        operations = [str(operation) for operation, use in USES_OF_DERIVED.items() if use in uses]
        if "deploy" in uses and Operation.DERIVE in shared:
            operations.append(Operation.DERIVE)
        if operations and party != provider:
            part = Part(
                operations,
                Grant.SpeaksOf.DERIVED,
                restricts(terms["purposes"]),
                named_only=_people(terms) is not None,
                outlasts_agreement=clause["at_end"] == "keep",
            )
            yield party, part


def _common(version: TermsVersion) -> dict[str, Any]:
    """What all grants of the terms share."""
    terms = version.terms
    holds = period(terms)  # type: ignore[arg-type]  # the terms were checked when the version was made
    embargo = terms["publication"].get("embargo_until")
    return {
        "terms_version": version,
        "agreement": version.agreement,
        "starts_at": holds.starts_at,
        "ends_at": holds.ends_at,
        "publish_from": datetime.combine(date.fromisoformat(embargo), time.min, tzinfo=UTC) if embargo else None,
        "clauses": clause_numbers(terms),
    }


def _grant(
    common: dict[str, Any],
    places: list[int],
    share: Share,
    recipient: Organization,
    organizations: dict[str, Organization],
    part: Part,
) -> Grant:
    terms = common["terms_version"].terms
    return Grant.objects.create(
        **common,
        organization=recipient,
        provider=organizations[share["provider"]],
        shares=places,
        operations=[str(operation) for operation in part.operations],
        last_version=None if share["versions"] == "all" else share["versions"],
        speaks_of=part.speaks_of,
        conditional=part.conditional,
        needs_ethics_approval=part.conditional and ETHICS_APPROVAL in terms["purposes"]["codes"],
        outlasts_agreement=part.outlasts_agreement,
        people=_people(terms) if part.named_only else None,
        least_k=_least_k(share, terms),
        obligations=list(obligations_of(common, places)),
    )


def _people(terms: dict[str, Any]) -> list[int] | None:
    """The persons whom the terms name; None where they name nobody in particular. Whom nobody knows, is nobody."""
    if THESE_PEOPLE not in terms["purposes"]["codes"] or "people" not in terms["purposes"]:
        return None
    return sorted(User.objects.filter(uid__in=terms["purposes"]["people"]).values_list("pk", flat=True))


def _least_k(share: Share, terms: dict[str, Any]) -> int | None:
    """The k that versions of a dataset must have; 1 where they only have to be de-identified. Models have none."""
    asked = terms.get("protections", {})
    if share["asset"]["kind"] != "dataset":
        return None
    return asked.get("k_anonymity") or (1 if asked.get("deidentified_only") else None)


def clause_numbers(terms: dict[str, Any]) -> dict[str, int]:
    """Under which number the text of the terms says what; texts of schema 1 are not counted."""
    if terms["schema"] == 1:
        return {}
    entries = outline(terms)  # type: ignore[arg-type]  # as above
    return {entry.key: number for number, entry in enumerate(entries, start=1)}


def write_rows(grant: Grant) -> None:
    """The permission rows of a grant; those that are there already stay."""
    assets = [grant.terms_version.terms["shares"][place]["asset"] for place in grant.shares]
    pairs = [
        (str(operation), role)
        for operation, rule in OPERATIONS.items()
        if operation in grant.operations
        for role in sorted(rule.recipient_roles)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_ROWS,
            {
                "grant": grant.pk,
                "kinds": [asset["kind"] for asset in assets],
                "slugs": [asset["slug"] for asset in assets],
                "operations": [operation for operation, _role in pairs],
                "roles": [role for _operation, role in pairs],
            },
        )
