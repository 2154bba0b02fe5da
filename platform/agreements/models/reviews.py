"""Verdicts of the platform's reviewers: what they found, what they decided, and on which conditions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import TermsVersion


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

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="condition_number_is_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="condition_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


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
