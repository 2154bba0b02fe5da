"""What of a list is wanted: said to the search itself, so that it reads little more than that."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.policy.rows import FoundAlso
from agreements.policy.things import ground_of


class Order(models.TextChoices):
    """The orders in which assets are listed; each has its indexes."""

    NEWEST = "newest", _("Newest first")
    BY_NAME = "name", _("By name")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of an asset that make the order; no two assets are alike in all of them."""
        return ("-pk",) if self == Order.NEWEST else ("name", "pk")


@dataclass(frozen=True)
class Excerpt:
    """The `first` so many in an order, of those of this `openness` whose name holds `named` in upper or lower case;
    all unless given.

    `also` finds assets by what else is written of them, as one column of their ids: beside a name, never without one.
    """

    first: int | None = None
    order: Order = Order.NEWEST
    named: str = ""
    openness: str = ""
    also: QuerySet[Any, Any] | None = None

    def ordering(self, model: type[models.Model]) -> list[str]:
        """The order, as seen from a model that stands for an asset."""
        ground = ground_of(model)
        assert ground is not None  # what declares nothing is invisible, and in no order
        return [("-" if field.startswith("-") else "") + ground.key(field.lstrip("-")) for field in self.order.fields]

    def fitting(self, path: str = "") -> Q:
        """Whether the asset at the end of `path` fits."""
        opened = Q(**{f"{path}openness": self.openness}) if self.openness else Q()
        if not self.named:
            return opened
        by_name = Q(**{f"{path}name__icontains": self.named})
        return opened & (by_name if self.also is None else by_name | Q(FoundAlso(F(f"{path}pk"))))


EVERYTHING = Excerpt()
