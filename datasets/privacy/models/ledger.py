"""The ledger of privacy budgets: what was reserved, and what was spent of it. Its rows are never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Asset
from privacy.querysets import ReservationQuerySet
from work.models import Item


class Limit(models.Model):
    """The most that all recipients together may spend on a dataset, as its owner says; nulls say nothing.

    Who reserves locks this row, so that two at once see each other.
    """

    dataset = models.OneToOneField(Asset, on_delete=models.PROTECT, primary_key=True, related_name="privacy_limit")
    epsilon = models.FloatField(_("ε"), null=True, blank=True)
    delta = models.FloatField(_("δ"), null=True, blank=True)

    class Meta:
        verbose_name = _("limit of what is told of a dataset")
        verbose_name_plural = _("limits of what is told of datasets")
        constraints = [
            models.CheckConstraint(
                condition=Q(epsilon=None, delta=None)
                | Q(epsilon__isnull=False, epsilon__gt=0, delta__isnull=False, delta__gte=0, delta__lt=1),
                name="privacy_limit_is_a_budget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset}: ε = {self.epsilon}, δ = {self.delta}"


class Reservation(models.Model):
    """What may be learned at most of a dataset's rows by one job, or by one question, under one agreement."""

    dataset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="privacy_reservations")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="privacy_reservations")
    recipient = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="privacy_reservations",
        help_text=_("The job; empty for a question, which is answered at once."),
    )
    epsilon = models.FloatField(_("ε"))
    delta = models.FloatField(_("δ"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation of a privacy budget")
        verbose_name_plural = _("reservations of privacy budgets")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(epsilon__gt=0, delta__gte=0, delta__lt=1), name="privacy_reservation_is_a_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.dataset}, ε = {self.epsilon}, δ = {self.delta}"


class Settlement(models.Model):
    """What was spent of a reservation in the end: `loss` is what an accountant has to know of it.

    Null stands for all of it, and an empty object for nothing.
    """

    reservation = models.OneToOneField(
        Reservation, on_delete=models.PROTECT, primary_key=True, related_name="settlement"
    )
    loss: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(_("loss"), null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("settlement of a privacy budget")
        verbose_name_plural = _("settlements of privacy budgets")

    def __str__(self) -> str:
        return f"{self.reservation}: {self.loss}"
