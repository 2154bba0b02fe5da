"""Fine-tuning jobs with their pinned inputs, and what came of them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import AssetVersion
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.figures import Score, evaluated, reached
from jobs.helpers import ROLES, Helpers, needs_of_helpers
from jobs.querysets import JobQuerySet
from jobs.task_words import task_name
from registry.models import ModelVersion
from vault.models import Blob
from work.models import Item


class Job(models.Model):
    """A fine-tuning job: its inputs never change once they are there; how it goes stands on its item."""

    visible_through = "project__undertaking"
    verbs_through = "project__undertaking"
    concerns_through = ("dataset_version__version__asset", "model_version__version__asset", "project__undertaking")

    item = models.OneToOneField(Item, on_delete=models.PROTECT, primary_key=True, related_name="job")
    name = models.CharField(_("name"), max_length=120)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="jobs")
    model_version = models.ForeignKey(
        ModelVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        help_text=_("Empty: a new model of the architecture that the spec names."),
    )
    dataset_version = models.ForeignKey(DatasetVersion, on_delete=models.PROTECT, related_name="jobs")
    spec = models.JSONField(_("spec"), help_text=_("Every setting written out, inputs by their digests."))
    spec_sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    idempotency_key = models.CharField(max_length=100, blank=True)
    clone_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="clones", help_text=_("Whose settings.")
    )
    from_result = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("It starts from the model that the job before makes; until then, from that one's."),
    )

    search = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        help_text=_("What its trials are drawn from; the best one's settings become its own."),
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-item_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submitted_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="job_is_submitted_once_per_key",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.uid])

    @property
    def uid(self) -> UUID:
        """The public id: that of its item."""
        return self.item.uid

    @property
    def base(self) -> str:
        """What it starts from, by name."""
        return self.model_version.version.asset.name if self.model_version else self.spec["model"]["architecture"]

    @property
    def task_name(self) -> str:
        """What it learns, as a person calls it."""
        return task_name(self.spec["task"])

    @property
    def score(self) -> Score | None:
        """How good its model is: on the test rows once it has a result, on the validation rows until then."""
        result = getattr(self, "result", None)
        return reached(result.results) if result and result.results else evaluated(self.item.progress)

    @property
    def is_trial(self) -> bool:
        """Whether it tries settings for another job."""
        return self.item.parent_id is not None

    def needs(self) -> list[tuple[str, AssetVersion]]:
        """What the job does to its inputs: the policy must allow each.

        A model trained further derives from the data of the job that made it as well.
        """
        needs = needs_of(self.model_version, self.dataset_version) + needs_of_helpers(self.helping)
        if self.from_result:
            needs.append(("derive", self.after.dataset_version.version))
        return needs

    @property
    def helping(self) -> Helpers:
        """What helps it, by roles: a teacher, synonyms, models that translate."""
        return {each.role: each.version for each in self.helpers.all()}

    @property
    def after(self) -> "Job":
        """The job that it follows."""
        return self.item.after.job  # type: ignore[union-attr]  # only asked of one that follows another


def needs_of(model: ModelVersion | None, dataset: DatasetVersion) -> list[tuple[str, AssetVersion]]:
    """The operations of a job that trains `model`, or a new one, on `dataset`."""
    needs = [("train", dataset.version), ("evaluate", dataset.version)]
    return [*needs, ("derive", model.version)] if model else needs


class Helper(models.Model):
    """A version that helps a job beside base and data; written once, with the job."""

    visible_through = "job__project__undertaking"

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="helpers")
    role = models.CharField(max_length=20, choices=[(name, name) for name in ROLES])
    version = models.ForeignKey(AssetVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("helper of a job")
        verbose_name_plural = _("helpers of jobs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "role"], name="job_has_one_helper_of_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.job}, {self.role}: {self.version}"


class Trial(models.Model):
    """One draw of settings for a job that searches, and the job that trains with them, unless they clash."""

    visible_through = "search__project__undertaking"

    search = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="trials")
    number = models.PositiveSmallIntegerField()
    settings = models.JSONField(help_text=_("What was drawn, by the settings’ paths."))
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="trial")
    drawn_from = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("How many trials’ scores it was drawn by; empty: by none, or it has not begun."),
    )
    fault = models.CharField(max_length=400, blank=True, help_text=_("Why no job trains with it."))
    given_up_after = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("So many evaluations, since others were better; empty: it wasn’t.")
    )
    metric = models.CharField(max_length=40, blank=True)
    score = models.FloatField(null=True, blank=True, help_text=_("On the validation rows; higher is better."))
    loss = models.FloatField(null=True, blank=True, help_text=_("On the validation rows."))

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["search", "number"], name="trial_has_one_number"),
        ]

    def __str__(self) -> str:
        return f"{self.search}, {self.number}"


class Result(models.Model):
    """What a job that succeeded has shown; predictions and attributions are rows' and need `preview`."""

    visible_through = "job__project__undertaking"

    job = models.OneToOneField(Job, on_delete=models.PROTECT, primary_key=True, related_name="result")
    results: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    predictions = models.ForeignKey(
        Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text=_("Empty: deleted by duty.")
    )
    attributions = models.ForeignKey(
        Blob,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the task has none, or they were deleted by duty."),
    )
    model_version = models.OneToOneField(ModelVersion, on_delete=models.PROTECT, related_name="result")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self) -> str:
        return f"{self.job}: {self.model_version}"
