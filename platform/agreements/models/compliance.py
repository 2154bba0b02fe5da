"""Compliance reviews: what was asked and answered, the evidence as it was drawn, and findings until they are closed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models.agreements import Agreement

Answers = dict[str, dict[str, dict[str, str]]]  # of each recipient, to each question: the answer and words
Evidence = list[dict[str, Any]]


class ComplianceReview(models.Model):
    """A look at how an agreement was kept. Once concluded it never changes; what it found goes on as findings."""

    visible_through = "agreement"
    verbs_through = "agreement"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="compliance_reviews")
    since = models.DateTimeField(_("looks back to"))
    due_at = models.DateTimeField(_("was due"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    evidence: "models.JSONField[Evidence, Evidence]" = models.JSONField(_("evidence"), default=list)
    answers: "models.JSONField[Answers, Answers]" = models.JSONField(_("answers"), default=dict, blank=True)
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("compliance review")
        verbose_name_plural = _("compliance reviews")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(concluded_at=None), name="one_compliance_review_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None, concluded_by=None)
                | (Q(concluded_at__isnull=False, concluded_by__isnull=False) & ~Q(answers={})),
                name="compliance_review_is_concluded_with_answers",
            ),
        ]

    def __str__(self) -> str:
        return str(self.agreement)

    def get_absolute_url(self) -> str:
        return reverse("agreements:compliance", args=[self.uid])


class Finding(models.Model):
    """Something a review found: an organization mends it, and a party that provides something closes it."""

    visible_through = "review__agreement"
    verbs_through = "review__agreement"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    review = models.ForeignKey(ComplianceReview, on_delete=models.PROTECT, related_name="findings")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    says = models.TextField(_("what was found"))
    due_on = models.DateField(_("to be mended by"))
    mended = models.TextField(_("how it was mended"), blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(mended_at__isnull=False), name="finding_is_mended_before_it_is_closed"
            ),
            models.CheckConstraint(condition=Q(mended_at=None) | ~Q(mended=""), name="finding_says_how_it_was_mended"),
        ]

    def __str__(self) -> str:
        return self.says[:80]
