"""What a project keeps a record of: risks and differences of interest with their resolution, and decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from collaborations.models.projects import Project


class Risk(models.Model):
    """What may go wrong, or where the parties want different things; and how it was settled."""

    class Kind(models.TextChoices):
        RISK = "risk", _("Risk")
        INTEREST = "interest", _("Difference of interest")

    visible_through = verbs_through = "project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="risks")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    words = models.TextField(_("what it is"), max_length=4000)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(db_default=Now(), editable=False)
    resolution = models.TextField(_("how it was settled"), blank=True, max_length=4000)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_for = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("risk or difference of interest")
        verbose_name_plural = _("risks and differences of interest")
        ordering = [models.F("settled_at").desc(nulls_first=True), "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["risk", "interest"]), name="risk_kind_is_known"),
            models.CheckConstraint(
                condition=Q(resolution="", settled_by=None, settled_for=None, settled_at=None)
                | (
                    ~Q(resolution="") & Q(settled_by__isnull=False, settled_for__isnull=False, settled_at__isnull=False)
                ),
                name="risk_is_settled_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Decision(models.Model):
    """What was decided, and why. A row never changes: who decides otherwise writes another one."""

    visible_through = verbs_through = "project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="decisions")
    words = models.TextField(_("what was decided"), max_length=4000)
    reason = models.TextField(_("why"), blank=True, max_length=4000)
    decided_on = models.DateField(_("decided on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return self.words
