"""Standards of a project's parties: what each version asks, and which parties agreed to it."""

import re
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.models import DatasetVersion
from collaborations.models import Project
from engine.digests import object_digest

NUMBER = re.compile(r"(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})")


class Standard(models.Model):
    """What the parties of a project hold each other to; what it asks stands on its versions."""

    visible_through = verbs_through = "project__undertaking"
    concerns_through = ("project__undertaking",)

    class Kind(models.TextChoices):
        DATA_FORMAT = "data_format", _("Data format")
        MODEL_INTERFACE = "model_interface", _("Model interface")
        EVALUATION = "evaluation", _("Evaluation")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="standards")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    about = models.TextField(_("what it is for"), max_length=2000)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(about=""), name="standard_says_what_it_is_for"),
            models.UniqueConstraint(fields=["project", "name"], name="standard_has_its_name_in_a_project"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("standards:standard", args=[self.project.undertaking.slug, self.uid])


class StandardVersionQuerySet(models.QuerySet["StandardVersion"]):
    """Sets of versions."""

    def published(self) -> Self:
        """Those that can be checked by: deprecated ones stay so."""
        return self.exclude(state=StandardVersion.State.DRAFT)

    def told(self) -> Self:
        """With what a page says of each."""
        rows = self.select_related("standard__project__undertaking", "test_set__version__asset", "written_by")
        return rows.prefetch_related("endorsements__organization", "endorsements__agreed_by")


class StandardVersion(models.Model):
    """What a standard asks, under a semantic version. A draft can change; the database keeps what is published."""

    visible_through = verbs_through = "standard__project__undertaking"

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        DEPRECATED = "deprecated", _("deprecated")

    standard = models.ForeignKey(Standard, on_delete=models.CASCADE, related_name="versions")
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    patch = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    text = models.TextField(_("text"), blank=True, max_length=50_000, help_text=_("In Markdown."))
    body: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("what is checked"))
    test_set = models.ForeignKey(
        DatasetVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("test set"),
        help_text=_("The version of a dataset whose test rows an evaluation is on."),
    )
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    deprecated_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("why it is deprecated"), blank=True, max_length=2000)

    objects = StandardVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a standard")
        verbose_name_plural = _("versions of standards")
        ordering = ["-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "major", "minor", "patch"], name="standard_has_each_version_once"
            ),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(state="draft"), name="standard_has_one_draft_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="standard_version_is_published_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard}, {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.standard.get_absolute_url()}?version={self.number}"

    @property
    def number(self) -> str:
        """Its semantic version."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still change."""
        return self.state == self.State.DRAFT

    def digest(self) -> str:
        """SHA-256 of all that it says: parties agree to it, and certificates name it."""
        return object_digest(
            {
                "standard": str(self.standard.uid),
                "kind": self.standard.kind,
                "version": self.number,
                "text": self.text,
                "body": self.body,
                "test_set": self.test_set.version.digest if self.test_set else None,
            }
        )


class Endorsement(models.Model):
    """A party agreed to a draft as it stood. It never changes; once the draft does, it counts no more."""

    visible_through = verbs_through = "version__standard__project__undertaking"

    version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="endorsements")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("agreement to a standard")
        verbose_name_plural = _("agreements to standards")
        ordering = ["agreed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organization", "sha256"], name="party_agrees_to_a_draft_as_it_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.organization}"


def parsed(number: str) -> tuple[int, int, int] | None:
    """The three parts of a semantic version; None of what is none."""
    found = NUMBER.fullmatch(number)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
