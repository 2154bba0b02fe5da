"""The append-only record of who did what, and of every refusal."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Event(models.Model):
    """One deed or one refusal. Names stand here as they were; nothing points anywhere, so nothing can take it along."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    actor_user_id = models.BigIntegerField(null=True, editable=False)
    actor_name = models.CharField(_("person"), max_length=254, blank=True, editable=False)
    organization_id = models.BigIntegerField(null=True, editable=False)
    organization_name = models.CharField(_("acting for"), max_length=200, blank=True, editable=False)
    verb = models.CharField(_("deed"), max_length=80, editable=False)
    object_type = models.CharField(max_length=80, blank=True, editable=False)
    object_id = models.CharField(max_length=40, blank=True, editable=False)
    object_name = models.CharField(_("object"), max_length=254, blank=True, editable=False)
    decision: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        _("decision"), null=True, editable=False
    )
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("data"), default=dict, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization_id", "-id"], name="audit_by_organization"),
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.object_name}".rstrip()
