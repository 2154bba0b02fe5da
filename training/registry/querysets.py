"""Named sets of models."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Subquery

from agreements.models import AssetVersion

if TYPE_CHECKING:
    from registry.models import Model  # noqa: F401


class ModelQuerySet(models.QuerySet["Model"]):
    """Sets of models."""

    def told(self) -> Self:
        """With what a list says of each: its owner, and the size of its latest version."""
        latest = AssetVersion.objects.filter(asset=OuterRef("asset")).order_by("-number")
        return self.select_related("asset__owner", "asset__frozen_by").annotate(
            latest_parameters=Subquery(latest.values("model_version__parameters")[:1]),
            latest_number=Subquery(latest.values("number")[:1]),
        )
