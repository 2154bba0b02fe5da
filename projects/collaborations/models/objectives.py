"""Objectives: what a project wants to reach by a day, in figures, and who has agreed to them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models import Asset
from collaborations.models.projects import Project


class Objective(models.Model):
    """A figure that a model shall reach. `revision` counts its changes: each is to be agreed to anew.

    Whether it is reached stands nowhere: reports that the parties have signed off say so when it is read.
    """

    class Comparison(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    visible_through = verbs_through = "project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="objectives")
    name = models.CharField(_("name"), max_length=200)
    task = models.CharField(_("task"), max_length=60)
    metric = models.CharField(_("metric"), max_length=60)
    comparison = models.CharField(_("comparison"), max_length=8, choices=Comparison.choices)
    target = models.FloatField(_("target"))
    dataset = models.ForeignKey(
        Asset,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dataset"),
        help_text=_("On whose test rows it is measured. Empty: on those of any dataset."),
    )
    due_on = models.DateField(_("to be reached by"))
    revision = models.PositiveIntegerField(default=1, editable=False)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comparison__in=["at_least", "at_most"]), name="objective_comparison_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_met_by(self, value: float) -> bool:
        """Whether a figure of this size reaches the target."""
        return value >= self.target if self.comparison == self.Comparison.AT_LEAST else value <= self.target


class Expectation(models.Model):
    """What one party expects of an objective, in its own words."""

    visible_through = verbs_through = "objective__project__undertaking"

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="expectations")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("what you expect"), max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("expectation")
        verbose_name_plural = _("expectations")
        constraints = [
            models.UniqueConstraint(fields=["objective", "organization"], name="party_expects_once_of_an_objective")
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.organization}"


class ObjectiveAgreement(models.Model):
    """A party agreed to an objective as it stood at a revision. It never changes."""

    visible_through = verbs_through = "objective__project__undertaking"

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="agreements")
    revision = models.PositiveIntegerField()
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("agreement to an objective")
        verbose_name_plural = _("agreements to objectives")
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "revision", "organization"], name="party_agrees_to_an_objective_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.objective}: {self.organization}"
