"""What is said about a report, and who has signed it off for which organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from jobs.models import Job


class Part(models.TextChoices):
    """The parts of a report that one speaks about; the value is the part's place on the page."""

    WHOLE = "", _("The report as a whole")
    CONTENDERS = "contenders", _("Contenders")
    CLASSES = "classes", _("Class by class")
    SLICES = "slices", _("Where it is weaker")
    CONFUSION = "confused", _("What is taken for what")
    WORST = "worst", _("Worst mistakes")
    COST = "cost", _("What it cost")
    CLAUSES = "under", _("Clauses that applied")
    RECIPE = "recipe", _("Recipe")


class Comment(models.Model):
    """Something said about a part of a report, or an answer. Whoever reads the report reads it; it never changes."""

    visible_through = "job"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="report_comments")
    part = models.CharField(_("part"), max_length=20, choices=Part.choices, blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("comment on a report")
        verbose_name_plural = _("comments on reports")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="report_comment_says_something")]

    def __str__(self) -> str:
        return f"{self.job}: {self.author}"


class Review(models.Model):
    """What a party of the project says of a report: signed off, or what has to change first. It never changes."""

    class Verdict(models.TextChoices):
        SIGNED_OFF = "signed_off", _("signed off")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")

    visible_through = "job"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="report_reviews")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    words = models.TextField(_("words"), blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, help_text=_("Of the report that was read."))
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("review of a report")
        verbose_name_plural = _("reviews of reports")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "organization"],
                condition=Q(verdict="signed_off"),
                name="organization_signs_a_report_off_once",
                violation_error_message=_("Your organization has signed this report off already."),
            ),
            models.CheckConstraint(
                condition=Q(verdict="signed_off") | ~Q(words=""), name="report_review_says_what_has_to_change"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job}: {self.organization}, {self.get_verdict_display()}"
