"""Named sets of models."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, OuterRef, Subquery, When

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

    def staged(self) -> Self:
        """With what finders ask for beside that: the stage of the version that is asked where none is named, and the
        address of the model that the latest was tuned from.
        """
        versions = AssetVersion.objects.filter(asset=OuterRef("asset"))
        first = versions.order_by(asked_first("model_version__stage"), "-number")
        latest = versions.order_by("-number")
        return self.annotate(
            first_stage=Subquery(first.values("model_version__stage")[:1]),
            latest_base=Subquery(latest.values("model_version__base__version__asset__slug")[:1]),
        )


def asked_first(stage: str) -> Case:
    """The place of a version by what stands at `stage`: in production, then what is on its way, retired ones last."""
    return Case(When(**{stage: "production"}, then=0), When(**{stage: "retired"}, then=2), default=1)
