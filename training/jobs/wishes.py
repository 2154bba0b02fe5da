"""What a person may ask of the queue for a job: how urgent it is, what a worker must have, which job it follows."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import AssetVersion
from collaborations.models import Project
from jobs.models import Job
from jobs.priorities import Priority
from registry.models import ModelVersion
from work.models import State

MOST_MEMORY_GIB = 2048
MOST_SITES = 10
SITE = re.compile(r"[\w .'-]{1,60}")


@dataclass(frozen=True)
class Wishes:
    """`sites` are labels of workers (anywhere, if empty); with `from_result` it starts from the model `after` makes."""

    priority: Priority = Priority.NORMAL
    memory_gib: float = 0
    sites: tuple[str, ...] = ()
    after: Job | None = None
    from_result: bool = False

    def check(self, project: Project) -> None:
        """Raise ValidationError with every fault, each under its field."""
        faults = {}
        if not 0 <= self.memory_gib <= MOST_MEMORY_GIB:
            faults["memory_gib"] = _("A worker has between 0 and %(most)d GiB. Ask for as much as the job needs.") % {
                "most": MOST_MEMORY_GIB
            }
        if len(self.sites) > MOST_SITES or not all(SITE.fullmatch(site) for site in self.sites):
            faults["sites"] = _(
                "Name at most %(most)d sites, each with up to 60 letters, digits, spaces and hyphens."
            ) % {"most": MOST_SITES}
        if self.after and self.after.project_id != project.pk:
            faults["after"] = _("A job can only follow one of its own project. Choose one of those.")
        elif self.after and self.after.is_trial:
            words = _("That job is a trial, and leaves no model. Choose the job that searches: “%(job)s”.")
            faults["after"] = words % {"job": self.after.trial.search}
        elif self.after and self.after.item.has_ended and self.after.item.state != State.SUCCEEDED:
            faults["after"] = _("That job has ended without success. Choose another.")
        if self.from_result and not self.after:
            faults["from_result"] = _("Say which job makes the model: the one that this job follows.")
        if faults:
            raise ValidationError(faults)

    def base(self, model: ModelVersion | None) -> ModelVersion | None:
        """What the job starts from: `model` stands for what the job before makes, until that is there."""
        made = getattr(self.after, "result", None) if self.from_result else None
        found: ModelVersion | None = made.model_version if made else model
        return found

    def needs(self) -> list[tuple[str, AssetVersion]]:
        """What is done besides to what the model is made from, which is not there yet."""
        return [("derive", self.after.dataset_version.version)] if self.from_result and self.after else []


NO_WISHES = Wishes()
