"""Notices: what a person is told, and which of it they want by e-mail."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from notifications.querysets import NoticeQuerySet


class Mail(models.TextChoices):
    """When a kind of notice is mailed."""

    NOW = "now", _("at once")
    DAILY = "daily", _("once a day, together")
    NEVER = "", _("never")


class Notice(models.Model):
    """Something that a person is told, for an organization that they act for. Its words are made when it is read.

    What it is about stands here as type and id, and is named only while the reader may know of it.

    Attributes:
        kind: what is chosen and filtered by.
        verb: the deed; kind and verb together have a sentence (`notifications.kinds`).
        params: what stands in the sentence.
        posted_at: when it was mailed, or was left out of the mail because it was read before.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    organization_id = models.BigIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    params: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mail = models.CharField(max_length=5, choices=Mail.choices, default=Mail.NEVER, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "organization_id", "-id"], name="notices_of_person"),
            models.Index(fields=["recipient", "organization_id"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["recipient", "id"], condition=Q(posted_at=None) & ~Q(mail=""), name="notices_to_mail"),
        ]
        constraints = [models.CheckConstraint(condition=Q(mail__in=Mail.values), name="notice_mail_is_known")]

    def __str__(self) -> str:
        return f"{self.verb} → {self.recipient}"


class MailChoice(models.Model):
    """When a person wants a kind of notice by e-mail, where they want it otherwise than the kind says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=20)
    mail = models.CharField(max_length=5, choices=Mail.choices, blank=True)

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="person_chooses_mail_once_for_a_kind"),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="mail_choice_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
