"""Freezing an asset: one act of its owner stops everything with it, and with what was made from it, everywhere."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.errors import ReasonMissing
from agreements.models import Asset, Withdrawal
from agreements.policy import permitted
from agreements.services.deeds import record
from agreements.services.epoch import move_on
from organizations.actor import Actor


def freeze_asset(asset: Asset, *, by: Actor, reason: str) -> Asset:
    """Stop everything but discovery, under all agreements and for the owner too.

    Raises:
        NotAllowed: the policy refuses.
        ReasonMissing: who used it reads why it stopped.
        ValidationError: it is frozen already.
    """
    with permitted(by, [("freeze", asset)]) as yes:
        asset = _locked(asset)
        if asset.frozen_at:
            raise ValidationError(_("“%(asset)s” is frozen already.") % {"asset": asset}, code="already_frozen")
        if not reason.strip():
            raise ReasonMissing()
        asset.frozen_at, asset.frozen_by, asset.frozen_because = timezone.now(), by.user, reason.strip()
        asset.save(update_fields=["frozen_at", "frozen_by", "frozen_because"])
        Withdrawal.objects.create(asset=asset)
        move_on()
        record(by, "asset.frozen", asset, decision=yes, reason=asset.frozen_because)
    return asset


def unfreeze_asset(asset: Asset, *, by: Actor, reason: str) -> Asset:
    """Let agreements hold for it again.

    Raises:
        NotAllowed: the policy refuses.
        ReasonMissing: who used it reads why it goes on.
        ValidationError: it isn't frozen, or its bytes were erased.
    """
    with permitted(by, [("freeze", asset)]) as yes:
        asset = _locked(asset)
        if asset.erased_at:
            raise ValidationError(
                _("The bytes of “%(asset)s” were deleted for good.") % {"asset": asset}, code="erased"
            )
        if not asset.frozen_at:
            raise ValidationError(_("“%(asset)s” is not frozen.") % {"asset": asset}, code="not_frozen")
        if not reason.strip():
            raise ReasonMissing()
        asset.frozen_at, asset.frozen_by, asset.frozen_because = None, None, ""
        asset.save(update_fields=["frozen_at", "frozen_by", "frozen_because"])
        move_on()
        record(by, "asset.unfrozen", asset, decision=yes, reason=reason.strip())
    return asset


def _locked(asset: Asset) -> Asset:
    """Submissions hold the asset FOR SHARE until they commit: a freeze waits for them, and they see it next time."""
    return Asset.objects.select_for_update(of=("self",)).select_related("owner").get(pk=asset.pk)
