"""Tokens: programs act with them, and Scope says what for."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from organizations.models.organizations import Organization
from organizations.querysets import TokenQuerySet


class Scope(models.TextChoices):
    """What a token may be used for. It narrows what its person may do, and never adds to it."""

    READ = "read", _("read: lists, pages and previews")
    DOWNLOAD = "download", _("download data and weights")
    JOBS = "jobs", _("submit and cancel jobs")
    DATA = "data", _("add and change datasets and models")
    AGREEMENTS = "agreements", _("draft and negotiate agreements and projects")


class Token(models.Model):
    """A secret with which a program acts for one organization in one person's name. Only its digest is kept."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        """Whether it would still open the door."""
        return self.revoked_at is None and self.expires_at > timezone.now()
