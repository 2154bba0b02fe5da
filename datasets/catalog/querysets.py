"""Named sets of datasets."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from agreements.models import AssetVersion

if TYPE_CHECKING:
    from catalog.models import Dataset  # noqa: F401


class DatasetQuerySet(models.QuerySet["Dataset"]):
    """Sets of datasets."""

    def told(self) -> Self:
        """With what a list says of each: its owner, and the rows of its latest version."""
        latest = AssetVersion.objects.filter(asset=OuterRef("asset")).order_by("-number")
        return self.select_related("asset__owner", "asset__frozen_by").annotate(
            latest_rows=Subquery(latest.values("dataset_version__rows")[:1]),
            latest_number=Subquery(latest.values("number")[:1]),
        )
