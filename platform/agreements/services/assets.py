"""Assets and their versions come into being, with what they were derived from."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Max

from agreements.errors import CircularDerivation
from agreements.models import Asset, AssetAncestor, AssetVersion, DerivedFrom
from agreements.services.epoch import move_on
from agreements.services.holds import note_held
from agreements.services.licences import licence_fields
from agreements.services.withdrawing import note_withdrawn
from organizations.models import Organization
from organizations.slugs import free_slug

# The ancestors of a version: what it was made from, and what that was made from, each asset by the versions used. What
# is made from an earlier version of the same asset takes its place (without rows, or personal data): it goes back to
# what that was made from, but is not bound by what keeps that version itself.
ANCESTORS = """
WITH RECURSIVE source(id, asset_id, counts) AS (
    SELECT id, asset_id, FALSE FROM agreements_assetversion WHERE id = %s
    UNION
    SELECT parent.id, parent.asset_id, parent.asset_id <> source.asset_id
    FROM source
    JOIN agreements_derivedfrom link ON link.child_id = source.id
    JOIN agreements_assetversion parent ON parent.id = link.parent_id
)
SELECT version.asset_id, array_agg(version.number)
FROM agreements_assetversion version JOIN source ON version.id = source.id
WHERE source.counts
GROUP BY version.asset_id
"""
CLOSURE_LOCK = 0x656E74656E7465  # one at a time appends to the closure: two edges could close a circle together


@transaction.atomic
def register_asset(
    kind: str,
    *,
    name: str,
    owner: Organization,
    openness: str = Asset.Openness.CLOSED,
    sensitivity: str = Asset.Sensitivity.ORDINARY,
    licence: str = "",
) -> Asset:
    """A new asset of `owner`. The service that makes the thing itself has asked the policy (`add_asset`).

    `licence` is what people wrote; what software knows of it binds others.

    Raises:
        ValidationError: a field is wrong.
    """
    asset = Asset(
        kind=kind,
        name=name,
        owner=owner,
        slug=free_slug(name, Asset.objects.filter(kind=kind)),
        openness=openness,
        sensitivity=sensitivity,
        **licence_fields(licence),
    )
    asset.full_clean()
    asset.save()
    return asset


@transaction.atomic
def add_version(
    asset: Asset, digest: str, derived_from: Sequence[AssetVersion] = (), *, k: int | None = None
) -> AssetVersion:
    """The next version of an asset, and its place in the lineage; `k` of what was de-identified.

    Raises:
        CircularDerivation: it would make an asset its own ancestor; what was derived becomes a new asset.
    """
    locked = Asset.objects.select_for_update().get(pk=asset.pk)
    last = AssetVersion.objects.filter(asset=asset).aggregate(last=Max("number"))["last"]
    version = AssetVersion.objects.create(asset=asset, number=(last or 0) + 1, digest=digest, k=k)
    if locked.held:
        note_held(asset)
    if locked.withdrawn:
        note_withdrawn(asset)
    if derived_from:
        _lock_closure()
        DerivedFrom.objects.bulk_create(DerivedFrom(child=version, parent=parent) for parent in derived_from)
        if _append_ancestors(version):
            Asset.objects.filter(pk=asset.pk).update(derived=True)
            asset.derived = True
            move_on()
    return version


def _lock_closure() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLOSURE_LOCK])


def _append_ancestors(version: AssetVersion) -> bool:
    """Whether it goes back to another asset."""
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [version.pk])
        found = dict(cursor.fetchall())
    if version.asset_id in found or AssetAncestor.objects.filter(asset__in=found, ancestor=version.asset_id).exists():
        raise CircularDerivation(version.asset)
    for ancestor, used in found.items():
        told = AssetAncestor.objects.filter(asset=version.asset_id, ancestor=ancestor).first()
        told = told or AssetAncestor(asset_id=version.asset_id, ancestor_id=ancestor, number=max(used))
        told.numbers = sorted({*told.numbers, told.number, *used})
        told.number, told.made_at = told.numbers[-1], version.created_at
        told.save()
    return bool(found)
