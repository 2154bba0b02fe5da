"""Requests for access: what somebody wants to do with another organization's asset, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models.agreements import Agreement
from agreements.models.assets import Asset
from agreements.models.undertakings import Purpose, Undertaking
from agreements.operations import Operation


class AccessRequest(models.Model):
    """An organization asks an owner for one operation on one asset, for a project as its purpose stood that day."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        STARTED = "started", _("an agreement was started")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="access_requests")
    operation = models.CharField(_("what for"), max_length=20, choices=Operation.choices)
    project = models.ForeignKey(Undertaking, on_delete=models.PROTECT, related_name="access_requests")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("in your own words"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    reason = models.TextField(_("why not"), blank=True)
    how_to_ask_again = models.TextField(_("how to ask again"), blank=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="access_requests")

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "asset", "operation", "project"],
                condition=Q(state="open"),
                name="one_open_access_request",
                violation_error_message=_("Your organization has asked for this already; it waits for an answer."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | Q(state="withdrawn", answered_at__isnull=False)
                | (Q(state="started", answered_at__isnull=False, agreement__isnull=False))
                | (Q(state="refused", answered_at__isnull=False) & ~Q(reason="") & ~Q(how_to_ask_again="")),
                name="access_request_is_answered_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.asset}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:access_request", args=[self.uid])
