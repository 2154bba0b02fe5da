"""Terms that all parties signed become grants, and the permission rows that carry them.

Called inside the transaction that puts an agreement in force, so that rows and state are never apart.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db import connection

from agreements.matcher import restricts
from agreements.models import Agreement, AssetGroupPermission, Grant, TermsVersion
from agreements.operations import Operation
from agreements.policy.tables import OPERATIONS
from agreements.services.epoch import move_on
from agreements.services.matching import match_terms
from agreements.terms import period
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
"""

Share = dict[str, Any]


def write_grants(version: TermsVersion) -> list[Grant]:
    """Grants, permission rows and purpose matches of terms that come into force; what earlier terms gave ends."""
    withdraw_grants(version.agreement)
    organizations = {one.slug: one for one in version.agreement.organizations.all()}
    written = []
    for places in _alike(version.terms["shares"]):
        share = version.terms["shares"][places[0]]
        for operations, conditional in _parts(share["operations"], version):
            grant = _grant(version, places, operations, organizations, conditional=conditional)
            _write_rows(grant)
            written.append(grant)
    match_terms(version)
    move_on()
    return written


def withdraw_grants(agreement: Agreement) -> None:
    """Take the permission rows of an agreement away; its grants stay, as what once held."""
    AssetGroupPermission.objects.filter(grant__agreement=agreement).delete()


def _alike(shares: list[Share]) -> Iterator[list[int]]:
    """The places of shares that differ only in their asset: they make one grant."""

    def terms_of(place: int) -> tuple[str, str, str, str, list[str]]:
        share = shares[place]
        versions, kind = str(share["versions"]), share["asset"]["kind"]
        return share["provider"], share["recipient"], kind, versions, sorted(share["operations"])

    for _key, alike in groupby(sorted(range(len(shares)), key=terms_of), key=terms_of):
        yield list(alike)


def _parts(operations: list[str], version: TermsVersion) -> Iterator[tuple[list[str], bool]]:
    """To know that something is there needs no purpose; to use it may need one."""
    conditional = restricts(version.terms["purposes"])
    used = sorted(set(operations) - {Operation.DISCOVER})
    if not conditional:
        yield [Operation.DISCOVER, *used], False
        return
    yield [Operation.DISCOVER], False
    if used:
        yield used, True


def _grant(
    version: TermsVersion,
    places: list[int],
    operations: list[str],
    organizations: dict[str, Organization],
    *,
    conditional: bool,
) -> Grant:
    share = version.terms["shares"][places[0]]
    holds = period(version.terms)  # type: ignore[arg-type]  # the terms were checked when the version was made
    return Grant.objects.create(
        terms_version=version,
        agreement=version.agreement,
        organization=organizations[share["recipient"]],
        provider=organizations[share["provider"]],
        shares=places,
        operations=[str(operation) for operation in operations],
        last_version=None if share["versions"] == "all" else share["versions"],
        starts_at=holds.starts_at,
        ends_at=holds.ends_at,
        conditional=conditional,
        obligations=list(_obligations(share, version.terms)),
    )


def _obligations(share: Share, terms: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What binds those who use the grant."""
    if Operation.DOWNLOAD not in share["operations"] and share["asset"]["kind"] == "dataset":
        yield {"code": "no_download", "params": {}}
    if days := terms["publication"]["review_days"]:
        yield {"code": "publication_review", "params": {"days": days}}


def _write_rows(grant: Grant) -> None:
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
