"""Versions that are kept to their owner, until somebody there has decided about what is in them.

Who holds them, and why, is an app's above (privacy); what it means is the policy's.
"""

from django.db import transaction

from agreements.models import Asset, AssetVersion
from agreements.policy.deciding import WHOLE
from agreements.services.epoch import move_on


@transaction.atomic
def hold_back(version: AssetVersion) -> None:
    """Keep a version to its owner. The service that does so has asked the policy."""
    note_held(version.asset, add=version.number)


@transaction.atomic
def let_go(version: AssetVersion) -> None:
    """Let the terms of the version hold for others again."""
    note_held(version.asset, remove=version.number)


def note_held(asset: Asset, *, add: int = WHOLE, remove: int = WHOLE) -> None:
    """Write which versions are held, and whether they all are, in the transaction of a change.

    Submissions hold the asset FOR SHARE until they commit: a hold waits for them, and they see it next time.
    """
    locked = Asset.objects.select_for_update().get(pk=asset.pk)
    numbers = set(AssetVersion.objects.filter(asset=asset).values_list("number", flat=True))
    held = ((set(locked.held) | {add}) - {remove}) & numbers
    told = sorted(held | ({WHOLE} if held and held == numbers else set()))
    if told != locked.held:
        Asset.objects.filter(pk=asset.pk).update(held=told)
        move_on()
    asset.held = told
