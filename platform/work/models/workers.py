"""Workers that say that they live, and what their places have."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from work.models.items import Item
from work.querysets import WorkerQuerySet


class Worker(models.Model):
    """A worker process that says regularly that it lives."""

    name = models.CharField(max_length=120, unique=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    slots = models.PositiveSmallIntegerField()
    together = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text=_("The most places that one piece of work can have there.")
    )
    address = models.CharField(
        max_length=253, blank=True, db_default="", help_text=_("Where other workers reach it; empty: it joins no gang.")
    )
    ready = models.PositiveSmallIntegerField(default=0, help_text=_("Slots whose warm process waits for work."))
    site = models.CharField(max_length=100, blank=True, help_text=_("Where it stands; agreements may ask for it."))
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="workers",
        help_text=_("Whose work it takes; empty: everybody's."),
    )
    memory_gib = models.FloatField(default=0, help_text=_("What its largest place has, in GiB."))
    release = models.CharField(max_length=40, blank=True, help_text=_("The release of Entente that it runs."))
    devices = models.JSONField(default=list, blank=True, help_text=_("Its GPUs: name, memory, use."))
    unfit = models.JSONField(
        default=dict, blank=True, help_text=_("Why it may take no work: {code, params}; empty when it may.")
    )
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    silent_for: timedelta  # of `with_silence()` only

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def fits(self, item: Item) -> bool:
        """Whether `item` may run in a place of this worker; the claim compares the same (services/picking.py)."""
        return self.takes_from(item.organization_id) and self.has_room_for(item)

    def takes_from(self, organization_id: int) -> bool:
        """Whether it is everybody's, or this organization's."""
        return self.organization_id in (None, organization_id)

    def has_room_for(self, item: Item) -> bool:
        """Whether a place of it has what `item` asks for, whoever may have it."""
        return self.has_places(item.gpus, item.memory_gib, item.sites)

    def has_places(self, gpus: int, memory_gib: float, sites: Sequence[str]) -> bool:
        """Whether it is at one of `sites` (any, if empty) and has so many places with so much memory."""
        at_site = not sites or self.site in sites
        return at_site and gpus <= self.together and memory_gib <= self.places_gib[max(gpus, 1) - 1]

    @property
    def places_gib(self) -> list[float]:
        """The memory of the places that one piece of work can have together, the largest first; GPUs are shared."""
        gpus = [float(device["memory_gib"]) for device in self.devices] or [self.memory_gib]
        return sorted((gpus[place % len(gpus)] for place in range(max(self.together, 1))), reverse=True)
