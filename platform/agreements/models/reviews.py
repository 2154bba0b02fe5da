"""Verdicts of the platform's reviewers: what they found, what they decided, and on which conditions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models.agreements import TermsVersion
from vault.models import Blob


class Review(models.Model):
    """What one of the operator's reviewers says about a version, and why."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("approve")
        APPROVE_WITH_CONDITIONS = "approve_with_conditions", _("approve with conditions")
        REQUEST_CHANGES = "request_changes", _("request changes")
        REJECT = "reject", _("reject")

    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=30, choices=Verdict.choices)
    reason = models.TextField(_("reason"))
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="review_gives_a_reason",
                violation_error_message=_("Say why: the parties read it."),
            ),
            models.UniqueConstraint(
                fields=["version", "reviewer"],
                name="reviewer_decides_about_a_version_once",
                violation_error_message=_("You have decided about this version already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_verdict_display()}"


APPROVALS = frozenset({Review.Verdict.APPROVE, Review.Verdict.APPROVE_WITH_CONDITIONS})


class Condition(models.Model):
    """What the parties have to see to, and know before they sign."""

    visible_through = "review__version"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("condition"))
    due_on = models.DateField(_("to be met by"), null=True, blank=True)
    stops_when_overdue = models.BooleanField(_("the agreement stops when it is overdue"), default=False)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="condition_number_is_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="condition_says_something"),
            models.CheckConstraint(
                condition=Q(stops_when_overdue=False) | Q(due_on__isnull=False), name="condition_that_stops_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Fulfilment(models.Model):
    """How a party met a condition, with evidence. A reviewer confirms it, or says what is missing."""

    visible_through = "condition__review__version"

    class Answer(models.TextChoices):
        WAITS = "waits", _("waits for a reviewer")
        CONFIRMED = "confirmed", _("confirmed")
        NOT_ENOUGH = "not_enough", _("not enough")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="fulfilments")
    how = models.TextField(_("how it was met"))
    evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence_name = models.CharField(max_length=255, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, default=Answer.WAITS)
    answer_words = models.TextField(_("what is missing"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fulfilment of a condition")
        verbose_name_plural = _("fulfilments of conditions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["condition"], condition=~Q(answer="not_enough"), name="condition_is_met_once"
            ),
            models.CheckConstraint(condition=~Q(how=""), name="fulfilment_says_how"),
            models.CheckConstraint(
                condition=Q(answer="waits", answered_at=None, answered_by=None)
                | Q(answer="confirmed", answered_at__isnull=False, answered_by__isnull=False)
                | Q(answer="not_enough", answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer_words=""),
                name="fulfilment_is_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.condition)


class CheckedPoint(models.Model):
    """A point of the checklist as it stood with a verdict: found by software, or answered by the reviewer."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="points")
    point = models.CharField(_("point"), max_length=40)
    by_software = models.BooleanField(_("found by the software"))
    holds = models.BooleanField(_("holds"))
    says = models.TextField(_("found"), blank=True)

    class Meta:
        verbose_name = _("checked point")
        verbose_name_plural = _("checked points")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "point"], name="point_is_answered_once")]

    def __str__(self) -> str:
        return f"{self.review}: {self.point}"
