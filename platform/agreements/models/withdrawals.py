"""The outbox: what was taken back, for those above who clean up after it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.assets import Asset


class Withdrawal(models.Model):
    """An agreement or an asset allows less than before. Written in the transaction that takes it back.

    Nothing depends on its being handled soon: the policy has already changed. Nobody sees these rows.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="withdrawals")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, related_name="withdrawals")
    written_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, asset=None) | Q(agreement=None, asset__isnull=False),
                name="withdrawal_is_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(handled_at=None), name="withdrawal_to_handle")]

    def __str__(self) -> str:
        return str(self.agreement or self.asset)
