"""The places that workers keep for work which no worker has places enough for."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from work.models.items import Item
from work.querysets import SeatQuerySet


class Seat(models.Model):
    """One place of a worker that is kept for a gang over several; with a rank, one of the gang's processes runs there.

    The row is the worker's lease of it: who doesn't find it any more, has it no more (work/services/seats.py).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="seats")
    worker = models.CharField(max_length=120)
    rank = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Which process it is; none until all places are there.")
    )
    meeting = models.JSONField(default=dict, blank=True, help_text=_("Where the first process is to be met."))
    reserved_at = models.DateTimeField(db_default=Now())
    lease_expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text=_("When its process was gone."))
    fault = models.JSONField(default=dict, blank=True, help_text=_("What its process failed of: {code, params}."))

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["item", "rank"], name="work_seat_has_a_rank_of_its_own"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(rank__isnull=False), name="work_seat_ends_after_all"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.rank}: {self.worker}"
