"""The stages of a model's versions: what was done when, by whom and why; what parties ask for first and approve."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from collaborations.models import Project


class Stage(models.TextChoices):
    """How far a version has come. New ones are candidates; one version of a model is in production at most."""

    CANDIDATE = "candidate", _("candidate")
    STAGING = "staging", _("staging")
    PRODUCTION = "production", _("production")
    RETIRED = "retired", pgettext_lazy("stage", "retired")


# What a version is promoted to. It can be retired from each of these as well, and comes back by a rollback alone.
PROMOTED_TO = {Stage.CANDIDATE: Stage.STAGING, Stage.STAGING: Stage.PRODUCTION}


class StageChange(models.Model):
    """A version came into a stage. Rows are only ever added: they are the history that people read."""

    class Deed(models.TextChoices):
        PROMOTED = "promoted", _("promoted")
        REPLACED = "replaced", _("replaced by a later release")
        ROLLED_BACK = "rolled_back", _("rolled back")
        RESTORED = "restored", _("came back by a rollback")
        RETIRED = "retired", pgettext_lazy("stage", "retired")

    visible_through = "version"

    version = models.ForeignKey("registry.ModelVersion", on_delete=models.PROTECT, related_name="stage_changes")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    deed = models.CharField(_("deed"), max_length=11, choices=Deed.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    notes = models.TextField(_("release notes"), blank=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("change of a stage")
        verbose_name_plural = _("changes of stages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(deed="promoted", stage="production") | ~Q(notes=""), name="release_has_notes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_stage_display()}"


class Approval(models.Model):
    """Another party of the project approves a version. What it approves never changes, and so it doesn't either."""

    visible_through = "version__project"

    version = models.ForeignKey("registry.ModelVersion", on_delete=models.PROTECT, related_name="approvals")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("words"), blank=True)
    approved_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("approval of a version")
        verbose_name_plural = _("approvals of versions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organization"],
                name="organization_approves_a_version_once",
                violation_error_message=_("Your organization has approved this version already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.organization}"


class PartyDemands(models.Model):
    """What one party asks for before a model of the project is promoted; who has said nothing asks for everything."""

    visible_through = "project"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="promotion_demands")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    codes = ArrayField(models.CharField(max_length=40), verbose_name=_("requirements"), default=list)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("what a party asks for before a promotion")
        verbose_name_plural = _("what parties ask for before a promotion")
        constraints = [
            models.UniqueConstraint(fields=["project", "organization"], name="party_says_once_what_it_asks_for"),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.organization}"
