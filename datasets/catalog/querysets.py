"""Named sets of datasets."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from agreements.models import AssetVersion
from organizations.actor import Actor

if TYPE_CHECKING:
    from catalog.models import Dataset, Upload  # noqa: F401


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Sets of datasets."""

    def told(self) -> Self:
        """With what a list says of each: its owner, and the rows of its latest version."""
        latest = AssetVersion.objects.filter(asset=OuterRef("asset")).order_by("-number")
        return self.select_related("asset__owner", "asset__frozen_by").annotate(
            latest_rows=Subquery(latest.values("dataset_version__rows")[:1]),
            latest_number=Subquery(latest.values("number")[:1]),
        )


class UploadQuerySet(models.QuerySet["Upload"]):
    """Sets of uploads."""

    def begun_by(self, actor: Actor) -> Self:
        """What this person began for the organization they act for, and has not expired: nobody else sees it."""
        if actor.organization is None:
            return self.none()
        return self.filter(begun_by=actor.user, organization=actor.organization, expires_at__gt=timezone.now())

    def expired(self) -> Self:
        """What nobody went on with in time."""
        return self.filter(expires_at__lte=timezone.now())
