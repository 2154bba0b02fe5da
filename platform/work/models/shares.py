"""What each organization has used of what all share, and what it may use at most."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Share(models.Model):
    """GPU-seconds of an organization's ended attempts, each halved per half-life; there from its first submission.

    The value holds for the moment `settled_at`; whoever reads it lets it decay until now (work/shares.py).
    """

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.PROTECT, primary_key=True, related_name="share"
    )
    gpu_seconds = models.FloatField(default=0)
    settled_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")

    def __str__(self) -> str:
        return f"{self.organization}: {self.gpu_seconds:.0f} s"


class Budget(models.Model):
    """What an organization, a project or a person may have at most; what is empty is not limited."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.CASCADE, null=True, blank=True, related_name="budget"
    )
    undertaking = models.OneToOneField(
        "agreements.Undertaking", on_delete=models.CASCADE, null=True, blank=True, related_name="budget"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="budget"
    )
    running = models.PositiveIntegerField(_("running jobs"), null=True, blank=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, undertaking=None, user=None)
                | Q(organization=None, undertaking__isnull=False, user=None)
                | Q(organization=None, undertaking=None, user__isnull=False),
                name="budget_is_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.undertaking or self.user)
