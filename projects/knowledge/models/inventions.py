"""Inventions of a project: from the disclosure over its review to a filing and a grant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from agreements.models import Asset, AssetVersion
from collaborations.models import Project
from jobs.models import Job

if TYPE_CHECKING:
    from knowledge.models.papers import Paper


class Stage(models.TextChoices):
    """How far an invention is."""

    DISCLOSED = "disclosed", _("disclosed")
    IN_REVIEW = "in_review", _("in review")
    FILED = "filed", _("filed")
    GRANTED = "granted", _("granted")
    RELEASED = "released", _("released: no patent is sought")


NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.DISCLOSED: frozenset({Stage.IN_REVIEW, Stage.RELEASED}),
    Stage.IN_REVIEW: frozenset({Stage.FILED, Stage.RELEASED}),
    Stage.FILED: frozenset({Stage.GRANTED, Stage.RELEASED}),
    Stage.GRANTED: frozenset(),
    Stage.RELEASED: frozenset(),
}
UNDECIDED = (Stage.DISCLOSED, Stage.IN_REVIEW)


class InventionQuerySet(models.QuerySet["Invention"]):
    """Sets of inventions."""

    def undecided(self) -> Self:
        """Those that nobody has filed or released yet."""
        return self.filter(stage__in=UNDECIDED)

    def freezing(self, paper: "Paper") -> Self:
        """Undecided ones of its project that rest on something that the paper rests on."""
        supports = list(paper.supports.select_related(*paper.supports.model.ASSETS, paper.supports.model.MADE))
        assets = {asset.pk for support in supports for asset in support.touches()}
        jobs = {support.job_id for support in supports if support.job_id}
        shared = Q(bases__job__in=jobs)
        for path in Basis.ASSETS:
            shared |= Q(**{f"bases__{path}__in": assets})
        return self.undecided().filter(shared, project=paper.project_id).distinct()


class Invention(models.Model):
    """What was invented in a project, and the party that decides what becomes of it."""

    visible_through = verbs_through = "project__undertaking"
    concerns_through = ("project__undertaking",)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="inventions")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="inventions")
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("what is new"))
    background = models.TextField(_("background rights"), blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DISCLOSED)
    decide_by = models.DateField(_("to be decided by"))
    jurisdictions = ArrayField(
        models.CharField(max_length=2), verbose_name=_("jurisdictions"), default=list, blank=True
    )
    number = models.CharField(_("number of the application or patent"), max_length=100, blank=True)
    disclosed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    disclosed_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = InventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("invention")
        verbose_name_plural = _("inventions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(description=""), name="invention_is_described"),
            models.CheckConstraint(
                condition=Q(stage__in=UNDECIDED, decided_at=None)
                | (~Q(stage__in=UNDECIDED) & Q(decided_at__isnull=False)),
                name="invention_is_decided_once_it_is_filed_or_released",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:invention", args=[self.project.undertaking.slug, self.uid])

    @property
    def freezes(self) -> bool:
        """Whether papers that rest on the same wait for a decision."""
        return self.stage in UNDECIDED


class Inventor(models.Model):
    """Who invented it, for which party, and their part in it."""

    visible_through = "invention"

    invention = models.ForeignKey(Invention, on_delete=models.PROTECT, related_name="inventors")
    name = models.CharField(_("name"), max_length=200)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(_("part in percent"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("inventor")
        verbose_name_plural = _("inventors")
        ordering = ["-percent", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="inventor_has_a_part_of_the_invention"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Basis(models.Model):
    """What an invention came from: a version of a dataset or model, or a job with the data it used and its result."""

    visible_through = "invention"
    ASSETS = ("version__asset", "job__dataset_version__version__asset", "job__result__model_version__version__asset")

    invention = models.ForeignKey(Invention, on_delete=models.PROTECT, related_name="bases")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(AssetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("basis of an invention")
        verbose_name_plural = _("bases of inventions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(job__isnull=False, version=None) | Q(job=None, version__isnull=False),
                name="basis_is_a_report_or_a_version",
            ),
        ]

    def __str__(self) -> str:
        return str(self.job or self.version)

    def assets(self) -> list[Asset]:
        """The assets behind it."""
        if self.version:
            return [self.version.asset]
        assert self.job is not None  # the database wants one of the two
        return [self.job.dataset_version.version.asset, self.job.result.model_version.version.asset]


class Deadline(models.Model):
    """A day by which something has to be done for an invention; who answers for it is reminded."""

    visible_through = "invention"

    invention = models.ForeignKey(Invention, on_delete=models.PROTECT, related_name="deadlines")
    what = models.CharField(_("what has to be done"), max_length=200)
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="deadline_says_what")]

    def __str__(self) -> str:
        return self.what


class Licence(models.Model):
    """What an owner of a filed or granted invention lets another organization do with it."""

    visible_through = "invention"

    invention = models.ForeignKey(Invention, on_delete=models.PROTECT, related_name="licences")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    covers = models.CharField(_("what it covers"), max_length=300)
    exclusive = models.BooleanField(_("exclusive"), default=False)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("licence to an invention")
        verbose_name_plural = _("licences to inventions")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(covers=""), name="licence_says_what_it_covers")]

    def __str__(self) -> str:
        return f"{self.invention}: {self.organization}"
