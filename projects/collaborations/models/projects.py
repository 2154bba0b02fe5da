"""Shared projects. Parties, team, purpose and confirmations stand on the undertaking below each."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Undertaking
from collaborations.querysets import ProjectQuerySet


class Project(models.Model):
    """What people read about a shared project."""

    visible_through = "undertaking"

    undertaking = models.OneToOneField(Undertaking, on_delete=models.PROTECT, primary_key=True, related_name="project")
    description = models.TextField(_("description"), blank=True)
    field = models.CharField(_("field of work"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-undertaking_id"]

    def __str__(self) -> str:
        return self.undertaking.name

    def get_absolute_url(self) -> str:
        return reverse("collaborations:project", args=[self.undertaking.slug])
