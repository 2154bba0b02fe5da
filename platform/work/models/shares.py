"""What each organization has used of what all share, and what it may use at most."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from work.models.items import Item


class Share(models.Model):
    """GPU-seconds of an organization's ended attempts, each halved per half-life; there from its first submission.

    The value holds for the moment `settled_at`; whoever reads it lets it decay until now (work/shares.py).
    """

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.PROTECT, primary_key=True, related_name="share"
    )
    gpu_seconds = models.FloatField(default=0)
    settled_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")

    def __str__(self) -> str:
        return f"{self.organization}: {self.gpu_seconds:.0f} s"


class Budget(models.Model):
    """What an organization, a project or a person may have at most, and what is drawn on it; an empty limit is none.

    The sums are the claim's and the settlement's alone (work/services/drawing.py).
    """

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.CASCADE, null=True, blank=True, related_name="budget"
    )
    undertaking = models.OneToOneField(
        "agreements.Undertaking", on_delete=models.CASCADE, null=True, blank=True, related_name="budget"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="budget"
    )
    running = models.PositiveIntegerField(_("jobs at once"), null=True, blank=True)
    gpu_seconds = models.FloatField(
        _("GPU-seconds a month"), null=True, blank=True, help_text=_("It renews on the first day of a month, UTC.")
    )
    storage_bytes = models.PositiveBigIntegerField(_("bytes kept of results"), null=True, blank=True)
    now_running = models.IntegerField(default=0, db_default=0, editable=False)
    reserved_gpu_seconds = models.FloatField(default=0, db_default=0, editable=False)
    used_gpu_seconds = models.FloatField(default=0, db_default=0, editable=False, help_text=_("Settled in `month`."))
    month = models.DateField(null=True, editable=False)
    reserved_bytes = models.BigIntegerField(default=0, db_default=0, editable=False)
    stored_bytes = models.BigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, undertaking=None, user=None)
                | Q(organization=None, undertaking__isnull=False, user=None)
                | Q(organization=None, undertaking=None, user__isnull=False),
                name="budget_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.undertaking or self.user)

    def is_over(self, item: "Item") -> bool:
        """Whether `item` draws on it."""
        owners = (self.organization_id, self.undertaking_id, self.user_id)
        of_item = (item.organization_id, item.undertaking_id, item.submitted_by_id)
        return any(mine is not None and mine == its for mine, its in zip(owners, of_item, strict=True))

    @property
    def spent_gpu_seconds(self) -> float:
        """What was settled this month."""
        return self.used_gpu_seconds if self.month == first_of_month() else 0

    @property
    def running_left(self) -> int | None:
        """How many more may run now; None where that is not limited."""
        return None if self.running is None else self.running - self.now_running

    @property
    def gpu_seconds_left(self) -> float | None:
        """Neither used this month nor reserved by what runs; None where they are not limited."""
        if self.gpu_seconds is None:
            return None
        return self.gpu_seconds - self.spent_gpu_seconds - self.reserved_gpu_seconds

    @property
    def bytes_left(self) -> int | None:
        """Neither taken by results nor reserved by what runs; None where they are not limited."""
        if self.storage_bytes is None:
            return None
        return self.storage_bytes - self.stored_bytes - self.reserved_bytes


def first_of_month() -> date:
    """The day from which this month's GPU-seconds are counted, in UTC."""
    return datetime.now(UTC).date().replace(day=1)


def begins_at(day: date) -> datetime:
    """Its first moment, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def renews_on() -> date:
    """The day on which GPU-seconds are counted anew."""
    return (first_of_month() + timedelta(days=31)).replace(day=1)
