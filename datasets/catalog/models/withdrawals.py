"""Rows that were withdrawn from a dataset: a version without them is made, and those before it are closed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.models.datasets import DatasetVersion
from work.models import Item


class RowWithdrawal(models.Model):
    """What was asked for and what came of it. The keys may name persons: they are forgotten as soon as it is done."""

    visible_through = "version"
    verbs_through = "version"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="withdrawals")
    column = models.CharField(_("column"), max_length=500)
    keys = models.JSONField(_("keys"), default=list, blank=True)
    asked = models.PositiveIntegerField(_("keys asked for"))
    reason = models.TextField(_("reason"), max_length=2000)
    deletes = models.BooleanField(_("deletes the files of earlier versions"))
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="row_withdrawal")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    made = models.OneToOneField(
        DatasetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by_withdrawal"
    )
    removed = models.PositiveBigIntegerField(_("rows withdrawn"), default=0)
    found = models.PositiveIntegerField(_("keys found"), default=0)
    certificate: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        _("certificate"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("withdrawal of rows")
        verbose_name_plural = _("withdrawals of rows")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made=None) | Q(keys=[], certificate__isnull=False),
                name="keys_are_forgotten_when_it_is_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} → {self.made or '…'}"

    def get_absolute_url(self) -> str:
        return reverse("catalog:withdrawal", args=[self.version.version.asset.slug, self.uid])

    @property
    def state(self) -> str:
        """One of making, made, failed."""
        if self.made_id:
            return "made"
        return "failed" if self.item.has_ended else "making"
