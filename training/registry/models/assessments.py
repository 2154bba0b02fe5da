"""The assessment of a version: what was answered, which risks are open and whose, and who signed it off."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Assessment(models.Model):
    """The questionnaire as it was answered for one version. Once another organization has signed it, it never changes.

    Attributes:
        answers: by the code of the question, `answer` and `words`.
        sha256: of what was signed: the version's digest, the answers, and the risks that were known.
    """

    visible_through = "version__project"

    version = models.OneToOneField("registry.ModelVersion", on_delete=models.PROTECT, related_name="assessment")
    answers: "models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]]" = models.JSONField(default=dict)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("assessment of a version")
        verbose_name_plural = _("assessments of versions")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, signed_for=None, sha256="")
                | Q(signed_at__isnull=False, signed_by__isnull=False, signed_for__isnull=False) & ~Q(sha256=""),
                name="assessment_is_signed_in_full",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)


class Risk(models.Model):
    """Something that may go wrong, who sees to it and until when; settled once somebody says how."""

    visible_through = "assessment__version__project"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="risks")
    what = models.TextField(_("risk"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    noted_at = models.DateTimeField(db_default=Now(), editable=False)
    how = models.TextField(_("how it was settled"), blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("risk of a version")
        verbose_name_plural = _("risks of versions")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, how="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(how=""),
                name="risk_is_settled_in_full",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and nobody has settled it."""
        return self.settled_at is None and self.due_on < timezone.localdate()
