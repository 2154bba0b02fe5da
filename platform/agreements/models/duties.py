"""Duties that are left when an agreement ends: what is to be deleted, by whom, until when, and the proof of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.keeping.sets import DutyQuerySet
from agreements.models.agreements import Agreement
from agreements.models.assets import Asset, AssetVersion
from vault.models import Blob


class Duty(models.Model):
    """Written when the terms come into force. Since when it is open, and until when, follows from the agreement's end.

    So no end has to be noticed by anybody: `told()` compares times when a duty is read. One that says `without` is
    written, and open, when rows are withdrawn from what was shared.
    """

    visible_through = "agreement"
    verbs_through = "agreement"

    class Kind(models.TextChoices):
        COPIES = "copies", _("delete all copies")
        DERIVED = "derived", _("delete derived models")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="duties")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(_("duty"), max_length=10, choices=Kind.choices)
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="duties", help_text=_("Of what.")
    )
    without = models.ForeignKey(
        AssetVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        help_text=_("Made when rows were withdrawn: only what is of versions before it has to go, from that day on."),
    )
    days = models.PositiveIntegerField(_("days after the end"), default=0)
    fulfilled_at = models.DateTimeField(_("fulfilled"), null=True, blank=True)
    fulfilled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("how it was done"), blank=True)
    evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence_name = models.CharField(max_length=255, blank=True)
    certificate: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        _("certificate"), null=True, blank=True
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organization", "kind", "asset", "without"],
                nulls_distinct=False,
                name="duty_is_owed_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=["copies", "derived"]), name="duty_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="copies", asset__isnull=False) | Q(kind="derived", asset__isnull=True),
                name="duty_says_of_what",
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_at=None, certificate=None)
                | (Q(fulfilled_at__isnull=False, fulfilled_by__isnull=False, certificate__isnull=False) & ~Q(note="")),
                name="duty_is_fulfilled_with_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.asset or self.agreement}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:duty", args=[self.uid])
