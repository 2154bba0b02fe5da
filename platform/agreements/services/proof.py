"""Proof that the permission rows are what the grants say: no row too many, none missing; and the repair."""

from collections import defaultdict
from typing import NamedTuple

from django.db import transaction

from agreements.models import Asset, AssetGroupPermission, Epoch, Grant, State
from agreements.operations import Operation
from agreements.policy.tables import OPERATIONS
from agreements.services.epoch import move_on
from agreements.services.grants import write_rows
from audit.services import record
from organizations.models import OrgRole


class Row(NamedTuple):
    """A permission row in words."""

    grant: int
    asset: str
    operation: str
    group: str


class Difference(NamedTuple):
    """Rows that no grant explains, and rows that a grant should have."""

    unexplained: set[Row]
    missing: set[Row]


def difference() -> Difference:
    """What distinguishes the rows that are there from those that follow from the terms in force."""
    there, due = _rows_there(), _rows_due()
    return Difference(unexplained=there - due, missing=due - there)


@transaction.atomic
def repair() -> Difference:
    """Take away the rows that no grant explains and write those that are missing. Says what was repaired."""
    Epoch.objects.select_for_update().first()  # whoever puts terms in force waits, or is waited for
    found = difference()
    for row in found.unexplained:
        kind, slug = row.asset.split("/", 1)
        AssetGroupPermission.objects.filter(
            grant=row.grant,
            content_object__kind=kind,
            content_object__slug=slug,
            permission__codename=f"{row.operation}_asset",
            group__name=row.group,
        ).delete()
    for grant in Grant.objects.filter(pk__in={row.grant for row in found.missing}).select_related("terms_version"):
        write_rows(grant)
    if any(found):
        move_on()
        removed, written = sorted(found.unexplained), sorted(found.missing)
        record(None, "permissions.repaired", removed=removed, written=written)
    return found


def _rows_there() -> set[Row]:
    rows = AssetGroupPermission.objects.values_list(
        "grant_id", "content_object__kind", "content_object__slug", "permission__codename", "group__name"
    )
    return {
        Row(grant, f"{kind}/{slug}", codename.removesuffix("_asset"), group)
        for grant, kind, slug, codename, group in rows
    }


def _rows_due() -> set[Row]:
    groups: dict[int, dict[str, str]] = defaultdict(dict)
    for role in OrgRole.objects.select_related("group"):
        groups[role.organization_id][role.role] = role.group.name
    owned = set(Asset.objects.values_list("owner_id", "kind", "slug"))
    due = set()
    held = Grant.objects.filter(terms_version__current_of__isnull=False).exclude(agreement__state=State.SUPERSEDED)
    for grant in held.select_related("terms_version"):
        for asset in (grant.terms_version.terms["shares"][place]["asset"] for place in grant.shares):
            if (grant.provider_id, asset["kind"], asset["slug"]) in owned:
                name = f"{asset['kind']}/{asset['slug']}"
                due |= {
                    Row(grant.pk, name, operation, groups[grant.organization_id][role])
                    for operation in grant.operations
                    for role in OPERATIONS[Operation(operation)].recipient_roles & groups[grant.organization_id].keys()
                }
    return due
