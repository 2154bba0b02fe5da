"""What stands in a version, as it was counted once."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.datasets import DatasetVersion
from vault.models import Blob
from work.models import ENDED, Item


class Profile(models.Model):
    """The profile of a version: the report of `catalog.profiling`, for who may see its rows; and its small pictures."""

    visible_through = "version__version__asset"

    version = models.OneToOneField(DatasetVersion, on_delete=models.PROTECT, primary_key=True, related_name="profile")
    item = models.OneToOneField(
        Item,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="profile",
        help_text=_("The work in the queue."),
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    checks_item = models.OneToOneField(
        Item,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="checked_profile",
        help_text=_("The work that looks for rows that are alike, and for labels that may be wrong."),
    )
    checks = models.JSONField(_("checks"), null=True, blank=True)
    small_pictures = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("profile of a version")
        verbose_name_plural = _("profiles of versions")
        ordering = ["-version_id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.state}"

    @property
    def state(self) -> str:
        """One of done, waiting, failed."""
        if self.finished_at:
            return "done"
        return "failed" if self.item is None or self.item.state in ENDED else "waiting"

    @property
    def checks_state(self) -> str:
        """One of done, waiting, failed, none."""
        if self.checks is not None:
            return "done"
        if self.checks_item is None:
            return "none"
        return "failed" if self.checks_item.state in ENDED else "waiting"

    def column(self, name: str) -> dict[str, Any]:
        """What the report says of a column; nothing of one that it doesn't know."""
        return next((column for column in self.report.get("columns", []) if column["name"] == name), {})
