"""Papers of a project: authors, manuscripts, what they rest on, and what their readers say."""

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
from knowledge.people import Contribution
from organizations.models import Organization
from vault.models import Blob

if TYPE_CHECKING:
    from knowledge.models.inventions import Invention


class PaperQuerySet(models.QuerySet["Paper"]):
    """Sets of papers."""

    def told(self) -> Self:
        """With what a list says of each; `given` to its readers, in whichever version."""
        given = ManuscriptReading.objects.filter(manuscript__paper=models.OuterRef("pk"))
        rows = self.annotate(given=models.Exists(given))
        return rows.select_related("project__undertaking", "organization").prefetch_related("authors", "manuscripts")

    def on_the_same(self, invention: "Invention") -> Self:
        """Those of its project that rest on something that an invention came from."""
        bases = list(invention.bases.select_related(*invention.bases.model.ASSETS))
        assets = {asset.pk for basis in bases for asset in basis.assets()}
        shared = Q(supports__job__in=[basis.job_id for basis in bases if basis.job_id])
        for path in (*Support.ASSETS, Support.MADE):
            shared |= Q(**{f"supports__{path}__in": assets})
        return self.filter(shared, project=invention.project_id).distinct()


class Paper(models.Model):
    """A paper that one party of a project publishes. How far it is follows from what was done."""

    visible_through = verbs_through = "project__undertaking"
    concerns_through = ("project__undertaking",)

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="papers")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(_("title"), max_length=300)
    abstract = models.TextField(_("abstract"), blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="paper_has_a_title"),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(submitted_at__isnull=False), name="paper_is_submitted_first"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:paper", args=[self.project.undertaking.slug, self.uid])

    @property
    def latest(self) -> "Manuscript | None":
        """The manuscript as it stands, whatever was read of the paper before."""
        return self.manuscripts.order_by("-number").first()

    def assets(self) -> list[Asset]:
        """What it rests on: the versions that it names, and what the jobs of its reports used."""
        supports = self.supports.select_related(*Support.ASSETS)
        found = {asset.pk: asset for support in supports for asset in support.assets()}
        return [found[pk] for pk in sorted(found)]

    def reading_of(self, organization: Organization | None) -> "ManuscriptReading | None":
        """The latest manuscript that an organization was given; its answer counts for the paper."""
        given = ManuscriptReading.objects.filter(manuscript__paper=self, organization=organization)
        given = given.select_related("organization", "manuscript__paper__project__undertaking")
        return given.order_by("-manuscript__number").first()

    def readings(self) -> Mapping[int, "ManuscriptReading"]:
        """Who was given the latest manuscript, by organization."""
        latest = self.latest
        return {each.organization_id: each for each in latest.readings.all()} if latest else {}

    def objectors(self) -> list[Organization]:
        """Whose last word about any of its manuscripts is an objection."""
        said = ManuscriptReading.objects.filter(manuscript__paper=self).exclude(answer="").order_by("answered_at", "id")
        last = {each.organization_id: each for each in said.select_related("organization")}
        return [each.organization for each in last.values() if each.answer == ManuscriptReading.Answer.OBJECTS]

    def freezers(self) -> list[Organization]:
        """Who has yet to decide about an invention that rests on what the paper rests on."""
        from knowledge.models.inventions import Invention

        frozen_by = Invention.objects.freezing(self).select_related("organization")
        return list({each.organization_id: each.organization for each in frozen_by}.values())


class Author(models.Model):
    """An author in their place: of the team, or named."""

    visible_through = "paper"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="authors")
    position = models.PositiveSmallIntegerField(_("place"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    roles = ArrayField(models.CharField(max_length=30, choices=Contribution.choices), default=list, blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="author_has_a_place_of_their_own"),
            models.CheckConstraint(condition=~Q(name=""), name="author_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contributions(self) -> list[str]:
        """What they did, in words."""
        return [str(Contribution(role).label) for role in self.roles]


class Manuscript(models.Model):
    """A version of the text, as a file. A row never changes."""

    visible_through = verbs_through = "paper"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="manuscripts")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("manuscript")
        verbose_name_plural = _("manuscripts")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="manuscript_is_numbered_once")]

    def __str__(self) -> str:
        return f"{self.paper}, {self.number}"


class ManuscriptReading(models.Model):
    """That a partner was given a manuscript, and what it answered. Its days run from `given_at`."""

    class Answer(models.TextChoices):
        AGREES = "agrees", _("agrees")
        OBJECTS = "objects", _("objects")

    visible_through = verbs_through = "manuscript__paper__project__undertaking"
    concerns_through = ("manuscript__paper__project__undertaking",)

    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="readings")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    asks = models.TextField(_("what should change"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading of a manuscript")
        verbose_name_plural = _("readings of manuscripts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["manuscript", "organization"], name="manuscript_is_given_once"),
            models.CheckConstraint(
                condition=~Q(answer="objects") | (~Q(reason="") & ~Q(asks="")), name="objection_says_why_and_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manuscript}: {self.organization}"

    @property
    def agrees(self) -> bool:
        """Whether the reader needs no more days."""
        return self.answer == self.Answer.AGREES

    @property
    def is_open(self) -> bool:
        """Whether an objection can still hold the paper back: it was not submitted since, nor published."""
        paper = self.manuscript.paper
        return paper.published_at is None and (paper.submitted_at is None or paper.submitted_at < self.given_at)


class Support(models.Model):
    """What a paper rests on: the report of a job, or a version of a dataset or model; as it was when it was named."""

    visible_through = "paper"
    ASSETS = ("version__asset", "job__dataset_version__version__asset", "job__model_version__version__asset")
    MADE = "job__result__model_version__version__asset"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="supports")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey(AssetVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    says = models.CharField(_("what the paper says of it"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of the report as it was when it was named."))

    class Meta:
        verbose_name = _("support of a paper")
        verbose_name_plural = _("supports of papers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(job__isnull=False, version=None) | Q(job=None, version__isnull=False),
                name="support_is_a_report_or_a_version",
            ),
            models.UniqueConstraint(
                fields=["paper", "job", "version"], nulls_distinct=False, name="paper_rests_on_a_thing_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.job or self.version)

    def versions(self) -> list[AssetVersion]:
        """The versions behind it."""
        return [self.version] if self.version else versions_of(self.job)

    def assets(self) -> list[Asset]:
        """The assets behind it."""
        return [version.asset for version in self.versions()]

    def touches(self) -> list[Asset]:
        """Those, and what its job made: an invention that came from any of them freezes the paper."""
        return [*self.assets(), self.job.result.model_version.version.asset] if self.job else self.assets()


def versions_of(job: Job | None) -> list[AssetVersion]:
    """What a job used: its data, and the model that it began with."""
    if job is None:
        return []
    begun_with = [job.model_version.version] if job.model_version else []
    return [job.dataset_version.version, *begun_with]
