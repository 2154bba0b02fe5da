"""What is said about a version of the terms, and who has opened its text."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models.agreements import TermsVersion


class Comment(models.Model):
    """Something said about a version or one of its clauses. Who reads it is said in `policy.talking`."""

    class Audience(models.TextChoices):
        PARTIES = "parties", _("the parties")
        REVIEWERS = "reviewers", _("the parties and the platform’s reviewers")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="comments")
    clause = models.PositiveSmallIntegerField(_("clause"), null=True, help_text=_("None: the text as a whole."))
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    audience = models.CharField(_("read by"), max_length=10, choices=Audience.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(condition=Q(audience__in=["parties", "reviewers"]), name="comment_has_readers"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, answers=None),
                name="thread_is_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.author}"


class StaffComment(models.Model):
    """What reviewers say among themselves. A table of its own, so that nothing that shows comments can show these."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="staff_comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comment of staff")
        verbose_name_plural = _("comments of staff")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="staff_comment_says_something")]

    def __str__(self) -> str:
        return f"{self.version}: {self.author}"


class Reading(models.Model):
    """A person of a party opened the text of a version, for the first time at `opened_at`."""

    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user", "organization"], name="person_opens_a_version_first_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.user}"
