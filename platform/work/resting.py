"""What work rests on an agreement or an asset: kept with each item when it was let in."""

from django.db.models import Q, QuerySet

from agreements.keeping.consequences import Cut
from work.models import Item, State

UNDER_WAY = [State.BLOCKED, State.QUEUED, State.RUNNING, State.HELD]


def resting_on(cut: Cut) -> QuerySet[Item]:
    """Work that has not ended, and was let in by the agreement, to the asset, or by what was confirmed of a project."""
    alive = Item.objects.filter(state__in=UNDER_WAY)
    if cut.undertaking:
        agreements = list(cut.grants().values_list("agreement_id", flat=True).distinct())
        rests = Q(agreements__overlap=agreements)
        return alive.filter(rests | Q(organization=cut.leaving) if cut.leaving else rests, undertaking=cut.undertaking)
    if cut.agreement:
        return alive.filter(agreements__contains=[cut.agreement.pk])
    assert cut.asset is not None
    return alive.filter(assets__contains=[cut.asset.pk])
