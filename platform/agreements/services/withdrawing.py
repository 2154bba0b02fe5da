"""Versions that rows were withdrawn from: closed to everybody, and with them the datasets that were made of them.

What becomes of models is for their clause to say; the policy asks it each time.
"""

from django.db import connection, transaction

from agreements.models import Asset, AssetVersion, Withdrawal
from agreements.policy.deciding import WHOLE
from agreements.services.epoch import move_on

# Versions of datasets that were made of these, first hand or later, but not by way of the one without the rows.
MADE_OF = """
WITH RECURSIVE made(id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT link.child_id
    FROM made
    JOIN agreements_derivedfrom link ON link.parent_id = made.id AND link.child_id <> %s
    JOIN agreements_assetversion version ON version.id = link.child_id
    JOIN agreements_asset asset ON asset.id = version.asset_id AND asset.kind = 'dataset'
)
SELECT id FROM made
"""


@transaction.atomic
def withdraw_versions(without: AssetVersion) -> list[AssetVersion]:
    """Close all versions before the one without the rows, and what other datasets have of them, to any new use.

    The service that does so has asked the policy. Work that rests on them is refused, or stops.
    """
    earlier = AssetVersion.objects.filter(asset=without.asset_id, number__lt=without.number)
    with connection.cursor() as cursor:
        cursor.execute(MADE_OF, [list(earlier.values_list("pk", flat=True)), without.pk])
        found = [pk for (pk,) in cursor.fetchall()]
    closed = list(
        AssetVersion.objects.filter(pk__in=found).select_related("asset__owner").order_by("asset_id", "number")
    )
    for asset in {version.asset_id: version.asset for version in closed}.values():
        note_withdrawn(asset, {version.number for version in closed if version.asset_id == asset.pk})
        Withdrawal.objects.create(asset=asset)
    return closed


def note_withdrawn(asset: Asset, numbers: set[int] | None = None) -> None:
    """Write which versions are withdrawn, and whether they all are, in the transaction of a change.

    Submissions hold the asset FOR SHARE until they commit: this waits for them, and they see it next time.
    """
    locked = Asset.objects.select_for_update().get(pk=asset.pk)
    there = set(AssetVersion.objects.filter(asset=asset).values_list("number", flat=True))
    withdrawn = (set(locked.withdrawn) | (numbers or set())) & there
    told = sorted(withdrawn | ({WHOLE} if withdrawn == there else set()))
    if told != locked.withdrawn:
        Asset.objects.filter(pk=asset.pk).update(withdrawn=told)
        move_on()
    asset.withdrawn = told
