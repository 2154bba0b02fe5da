"""The append-only record of who did what, and of every refusal."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from audit.querysets import ABOUT_THE_PLATFORM, REFUSED, SEARCHED, EventQuerySet


class Event(models.Model):
    """One deed or one refusal. Names stand here as they were; nothing points anywhere, so nothing can take it along.

    The database itself writes `transaction_id` and `digest`, whatever a writer says (migration 0004).

    Attributes:
        concerns: the agreements, assets and projects that it is about, by uid.
        owners: the organizations that own these assets.
    """

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
    concerns = ArrayField(models.UUIDField(), default=list, editable=False)
    owners = ArrayField(models.BigIntegerField(), default=list, editable=False)
    transaction_id = models.BigIntegerField(db_default=0, editable=False)
    digest = models.CharField(max_length=64, db_default="", editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-uid"]  # made at the event's moment, so in the order of time
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["organization_id", "-uid"], name="audit_of_organization"),
            models.Index(fields=["organization_id", "verb", "-uid"], name="audit_of_deed"),
            models.Index(
                fields=["organization_id", "-uid"], condition=Q(verb__endswith=REFUSED), name="audit_of_refusals"
            ),
            models.Index(fields=["actor_user_id", "-uid"], name="audit_of_person"),
            models.Index(fields=["-uid"], condition=ABOUT_THE_PLATFORM, name="audit_of_platform"),
            models.Index(fields=["transaction_id", "id"], name="audit_in_order_of_commits"),
            GinIndex(SEARCHED, name="audit_words"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.object_name}".rstrip()


class Concern(models.Model):
    """The index of `Event.concerns`, newest first for each thing; the database writes it with the event.

    It is no audit row: `manage.py verify_audit` compares it with the rows that it stands for.
    """

    pk = models.CompositePrimaryKey("thing", "event_id")
    thing = models.UUIDField(editable=False)
    event = models.ForeignKey(
        Event,
        to_field="uid",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="places",
        editable=False,
    )

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")

    def __str__(self) -> str:
        return f"{self.thing}: {self.event_id}"
