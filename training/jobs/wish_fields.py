"""The fields of a new job for what is asked of the queue."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.policy import decide
from collaborations.models import Project
from jobs.models import Job
from jobs.priorities import PRIORITIES, Priority, name_of
from jobs.wishes import MOST_MEMORY_GIB, Wishes
from organizations.actor import Actor
from work.models import ENDED, State, Worker

WISHES = ["priority", "memory_gib", "sites", "after", "from_result"]
MOST_OFFERED = 50


class JobChoice(forms.TypedChoiceField):
    """One of a project's jobs that have not failed, newest first; None where none is chosen."""

    def __init__(self, project: Project, **options: Any) -> None:
        failed = Q(item__state__in=[state for state in ENDED if state != State.SUCCEEDED])
        self._jobs = {
            job.uid: job for job in Job.objects.told().wholes().filter(project=project).exclude(failed)[:MOST_OFFERED]
        }
        named = [(str(uid), f"{job.name} ({job.item.get_state_display()})") for uid, job in self._jobs.items()]
        super().__init__(choices=[("", _("none: it waits for nobody")), *named], coerce=self.job_at, **options)

    def job_at(self, uid: str) -> Job | None:
        """The job that is meant."""
        try:
            return self._jobs.get(UUID(uid))
        except ValueError:
            return None


def wish_fields(project: Project, actor: Actor) -> dict[str, forms.Field]:
    """What may be asked; high priority only by who may give it."""
    may_go_first = decide(actor, "prioritise", project.undertaking).allowed
    offered = [each for each in Priority if may_go_first or each <= Priority.NORMAL]
    there = sorted(set(Worker.objects.alive().exclude(site="").values_list("site", flat=True)))
    sites = _("Workers stand at: %(sites)s. Separate several by commas; empty: anywhere.") % {"sites": ", ".join(there)}
    return {
        "priority": forms.ChoiceField(
            label=_("Priority"),
            choices=[(name_of(each), each.label) for each in offered],
            initial="normal",
            required=False,
            help_text="" if may_go_first else _("High is given by a compute manager of your organization."),
        ),
        "memory_gib": forms.FloatField(
            label=_("Memory of the worker, GiB at least"),
            required=False,
            min_value=0,
            max_value=MOST_MEMORY_GIB,
            widget=forms.TextInput(attrs={"class": "input-short", "inputmode": "decimal"}),
            help_text=_("Empty: any worker takes it."),
        ),
        "sites": forms.CharField(
            label=_("Sites where it may run"),
            required=False,
            help_text=sites if there else _("Labels of workers, separated by commas; empty: anywhere."),
        ),
        "after": JobChoice(
            project,
            label=_("Runs after"),
            required=False,
            empty_value=None,
            help_text=_("It joins the line when that job has succeeded, and is refused if that ends otherwise."),
        ),
        "from_result": forms.BooleanField(
            label=_("Start from the model that that job makes, instead of the base model above"), required=False
        ),
    }


def wishes_of(chosen: Mapping[str, Any]) -> Wishes:
    """What was chosen in these fields."""
    return Wishes(
        priority=PRIORITIES[chosen["priority"] or "normal"],
        memory_gib=chosen["memory_gib"] or 0,
        sites=sites_in(chosen["sites"]),
        after=chosen["after"],
        from_result=chosen["from_result"],
    )


def sites_in(words: str) -> tuple[str, ...]:
    """The sites that are named, each once."""
    return tuple(dict.fromkeys(site for part in words.split(",") if (site := part.strip())))
