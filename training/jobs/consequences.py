"""Which jobs would stop if an agreement or an asset allowed nothing more."""

from collections.abc import Iterator
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.keeping.consequences import Cut, Effect, Effects, effects
from jobs.models import Job
from organizations.actor import Actor
from work.models import State
from work.resting import resting_on

FATE = {
    State.RUNNING: (_("Jobs that run"), _("It stops within seconds and keeps its checkpoint.")),
    State.QUEUED: (_("Jobs in line"), _("It is refused.")),
    State.BLOCKED: (_("Jobs that wait for another"), _("It is refused.")),
    State.HELD: (_("Jobs that are paused"), _("It stays paused.")),
}


def jobs_that_stop(cut: Cut, reader: Actor) -> Iterator[Effects]:
    """Running, waiting and paused jobs, each with what becomes of it."""
    for state, (title, fate) in FATE.items():
        rows = Job.objects.select_related("item", "project__undertaking")
        rows = rows.filter(item__in=resting_on(cut).filter(state=state))
        yield effects(title, rows, reader, partial(_effect, fate))


def _effect(fate: str | Promise, job: Job) -> Effect:
    return Effect("job", job.name, job.get_absolute_url(), fate)
