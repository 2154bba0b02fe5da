"""Models on their way in: an archive that was uploaded, until it is a version or was found wanting."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from catalog.formats import Fault
from catalog.models import Upload
from organizations.actor import Actor
from registry.models.models import ModelVersion
from work.models import ENDED, Item, State


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Sets of arrivals."""

    def told(self) -> Self:
        """With what is asked of each."""
        return self.select_related(
            "item__organization", "organization", "begun_by", "upload__organization", "version__version__asset"
        )

    def begun_by(self, actor: Actor) -> Self:
        """What this person began for the organization they act for: nobody else sees it."""
        if actor.organization is None:
            return self.none()
        return self.told().filter(begun_by=actor.user, organization=actor.organization)

    def over(self) -> Self:
        """Those whose file nobody works on any more, and that did not become a version in time."""
        return self.filter(version=None, upload__expires_at__lte=timezone.now(), item__state__in=ENDED)


class Arrival(models.Model):
    """An upload on its way to be version 1 of a new model; only who began it sees it."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, null=True, related_name="model_arrival")
    name = models.CharField(_("name of the file"), max_length=255)
    about = models.JSONField(default=dict, help_text=_("What people are to read about the model."))
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="model_arrival")
    faults = models.JSONField(default=list, help_text=_("What is wrong with it."))
    version = models.OneToOneField(ModelVersion, on_delete=models.SET_NULL, null=True, related_name="arrival")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("model on its way in")
        verbose_name_plural = _("models on their way in")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:arrival", args=[self.uid])

    @property
    def found_faults(self) -> list[Fault]:
        """What is wrong with the model."""
        return [Fault(code, params) for code, params in self.faults]

    @property
    def state(self) -> str:
        """One of looking, done, faulty, refused, failed."""
        if self.version_id:
            return "done"
        if not self.item.has_ended:
            return "looking"
        if self.faults:
            return "faulty"
        return "refused" if self.item.state == State.REFUSED else "failed"
