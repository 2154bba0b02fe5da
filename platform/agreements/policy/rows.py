"""The rows that the rule reads: where permissions are found, and what is annotated to assets and grants."""

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.contrib.auth.models import Permission
from django.db.models import Subquery

from agreements.operations import Operation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from agreements.models import Asset, Grant

    class Asked(TypedDict):
        """The ids of the grants that give what is asked of an asset, and the last version of it that was used."""

        granted: list[int]
        granted_to_me: list[int]
        last_used: int | None

    class Standing(TypedDict):
        """What keeps a grant from being used, or nothing."""

        standing: str

    AskedAsset: TypeAlias = WithAnnotations[Asset, Asked]
    StandingGrant: TypeAlias = WithAnnotations[Grant, Standing]


def permission_for(operation: Operation) -> Subquery:
    """The id of Django's permission for an operation on assets."""
    return Subquery(
        Permission.objects.filter(
            codename=f"{operation}_asset", content_type__app_label="agreements", content_type__model="asset"
        ).values("pk")[:1]
    )
