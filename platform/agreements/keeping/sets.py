"""Named sets of duties; whether one is open or overdue is a question of the clock, answered when it is read."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from agreements.models import Duty  # noqa: F401


class DutyState(models.TextChoices):
    """Where a duty stands."""

    AHEAD = "ahead", _("not yet")
    OPEN = "open", _("to be done")
    OVERDUE = "overdue", _("overdue")
    FULFILLED = "fulfilled", _("fulfilled")


class DutyQuerySet(models.QuerySet["Duty"]):
    """Sets of duties."""

    def told(self, at: datetime | None = None) -> Self:
        """With `begins_at` (the agreement's end, or when rows were withdrawn), `due_at` and `stands`, as of `at`.

        What superseded an agreement carries its own duties: those of the old one fall away.
        """
        at = at or timezone.now()
        days = ExpressionWrapper(F("days") * Value(timedelta(days=1)), output_field=DurationField())
        ended = When(agreement__state="terminated", then=F("agreement__state_changed_at"))
        at_end = Least(F("agreement__ends_at"), Case(ended, default=None, output_field=DateTimeField()))
        begins_at = Coalesce(F("without__created_at"), at_end)
        return (
            self.filter(Q(fulfilled_at__isnull=False) | Q(without__isnull=False) | ~Q(agreement__state="superseded"))
            .annotate(begins_at=begins_at)
            .annotate(due_at=ExpressionWrapper(F("begins_at") + days, output_field=DateTimeField()))
            .annotate(
                stands=Case(
                    When(fulfilled_at__isnull=False, then=Value(DutyState.FULFILLED)),
                    When(due_at__lt=at, then=Value(DutyState.OVERDUE)),
                    When(begins_at__lte=at, then=Value(DutyState.OPEN)),
                    default=Value(DutyState.AHEAD),
                    output_field=models.CharField(),
                )
            )
            .select_related("agreement", "organization", "asset__owner", "without__asset", "fulfilled_by", "evidence")
        )

    def to_do(self, at: datetime | None = None) -> Self:
        """Open or overdue."""
        return self.told(at).filter(stands__in=[DutyState.OPEN, DutyState.OVERDUE])
