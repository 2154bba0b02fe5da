"""Several sources that are to be one dataset: how their columns and labels are called together, and how they weigh."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models import Undertaking
from catalog.models.datasets import Dataset, DatasetVersion
from catalog.querysets import FusionQuerySet
from work.models import Item


class Fusion(models.Model):
    """An order to make version 1 of a new dataset, or the next of `dataset`, of `sources`; only who gave it sees it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="fusions")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        Undertaking,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Within which agreements let it be made."),
    )
    dataset = models.ForeignKey(
        Dataset, on_delete=models.CASCADE, null=True, related_name="fusions", help_text=_("Whose next version it is.")
    )
    about = models.JSONField(default=dict, help_text=_("What people are to read about the dataset, or its version."))
    columns = models.JSONField(_("columns"), help_text=_("The common ones, with kind and use."))
    distinct = models.JSONField(default=list, help_text=_("Of rows that agree in these columns the first stays."))
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="fusion")
    made = models.OneToOneField(
        DatasetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by_fusion"
    )
    repeated = models.PositiveBigIntegerField(_("repeated rows left out"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("combination of datasets")
        verbose_name_plural = _("combinations of datasets")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.dataset or self.about.get("name", ""))

    def get_absolute_url(self) -> str:
        return reverse("catalog:fusion", args=[self.uid])

    @property
    def label(self) -> str:
        """The common column of labels; "" without one."""
        return next((column["name"] for column in self.columns if column["role"] == "label"), "")

    @property
    def needs(self) -> list[tuple[str, Any]]:
        """What the policy is asked for who gave it, each time anew."""
        to: tuple[str, Any] = ("add_asset", self.organization)
        if self.dataset:
            to = ("add_version", self.dataset.asset)
        return [to, *(("derive", each.version.version) for each in self.sources.all())]

    @property
    def state(self) -> str:
        """One of making, made, failed."""
        if self.made_id:
            return "made"
        return "failed" if self.item.has_ended else "making"


class FusionSource(models.Model):
    """One source of a fusion; of rows that repeat, those of the source with the lower `place` stay."""

    fusion = models.ForeignKey(Fusion, on_delete=models.CASCADE, related_name="sources")
    version = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="fused_into")
    place = models.PositiveSmallIntegerField()
    columns = models.JSONField(default=dict, help_text=_("Its own column by the common one."))
    labels = models.JSONField(default=dict, help_text=_("The common label by its own."))
    weight = models.FloatField(_("weight"), default=1.0)

    class Meta:
        verbose_name = _("source of a combination")
        verbose_name_plural = _("sources of combinations")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["fusion", "version"], name="source_is_combined_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="source_has_some_weight"),
        ]

    def __str__(self) -> str:
        return str(self.version)
