"""What may be read about without an account: the description of what its owner has opened to all, and nothing more."""

from typing import TypeVar

from django.db.models import F, Model, QuerySet, Value

from agreements.models import Asset, AssetVersion
from agreements.policy.deciding import WHOLE
from agreements.policy.rows import AnyOf
from agreements.policy.things import ground_of

AnyModel = TypeVar("AnyModel", bound=Model)


def public(queryset: QuerySet[AnyModel]) -> QuerySet[AnyModel]:
    """The rows whose asset is open to all, of a verified organization, and neither frozen, held nor withdrawn; of
    versions those that are none of it.
    """
    ground = ground_of(queryset.model)
    if ground is None or ground.model not in (Asset, AssetVersion):
        return queryset.none()
    of_version = ground.model is AssetVersion
    asset = f"{ground.key('asset')}__" if of_version else (f"{ground.path}__" if ground.path else "")
    number = F(ground.key("number")) if of_version else Value(WHOLE)
    opened = queryset.filter(
        **{
            f"{asset}openness": Asset.Openness.OPEN,
            f"{asset}frozen_at": None,
            f"{asset}owner__verified_at__isnull": False,
        }
    )
    return opened.exclude(AnyOf(number, F(f"{asset}held"))).exclude(AnyOf(number, F(f"{asset}withdrawn")))
