"""How much is asked of models, by organization and day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization


class Usage(models.Model):
    """Rows that an organization has asked models about in a day (UTC)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="predictions_used")
    day = models.DateField(_("day"))
    rows = models.PositiveBigIntegerField(_("rows"), default=0)

    class Meta:
        verbose_name = _("use of models")
        verbose_name_plural = _("uses of models")
        constraints = [
            models.UniqueConstraint(fields=["organization", "day"], name="use_is_counted_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.day}: {self.rows}"
