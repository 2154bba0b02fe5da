"""Checks of rows, of a model or of a report by a version of a standard: a certificate, or the list of what fails."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.models import DatasetVersion
from jobs.models import Job
from registry.models import ModelVersion
from standards.models.standards import StandardVersion


class CheckQuerySet(models.QuerySet["Check"]):
    """Sets of checks."""

    def told(self) -> Self:
        """With what a page says of each."""
        return self.select_related(
            "version__standard__project__undertaking",
            "version__test_set__version__asset",
            "dataset_version__version__asset__owner",
            "model_version__version__asset__owner",
            "job__item__organization",
            "organization",
            "checked_by",
        )

    def last_of_each(self) -> Self:
        """Of each thing by each version the one that was done last."""
        subject = ("version_id", "dataset_version_id", "model_version_id", "job_id")
        return self.order_by(*subject, "-id").distinct(*subject)


class Check(models.Model):
    """What came of it, with the digests of both sides; one that conforms is a certificate. It never changes.

    No value of any row is kept: of what is wrong only the row, the column and the rule.
    """

    visible_through = verbs_through = "version__standard__project__undertaking"
    concerns_through = (
        "version__standard__project__undertaking",
        "dataset_version__version__asset",
        "model_version__version__asset",
        "job",
    )

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(StandardVersion, on_delete=models.PROTECT, related_name="checks")
    dataset_version = models.ForeignKey(
        DatasetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="standard_checks"
    )
    model_version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="standard_checks"
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="standard_checks")
    standard_sha256 = models.CharField(max_length=64)
    subject_sha256 = models.CharField(max_length=64)
    conforms = models.BooleanField(_("conforms"))
    results: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    faults: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list, blank=True)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check by a standard")
        verbose_name_plural = _("checks by standards")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dataset_version__isnull=False, model_version=None, job=None)
                | Q(dataset_version=None, model_version__isnull=False, job=None)
                | Q(dataset_version=None, model_version=None, job__isnull=False),
                name="check_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)  # not what was checked: who may not know of that reads this

    def get_absolute_url(self) -> str:
        return reverse("standards:check", args=[self.version.standard.project.undertaking.slug, self.uid])
