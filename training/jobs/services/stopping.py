"""Ending jobs: one, or many at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.errors import NotAllowed
from agreements.policy import require
from audit.services import record
from jobs.models import Job
from organizations.actor import Actor
from work.services.locking import lock_work
from work.services.queueing import request_cancel


@dataclass(frozen=True)
class NotCancelled:
    """A job that was to be cancelled, and why it was not."""

    job: Job
    why: str


def cancel_job(job: Job, *, by: Actor) -> Job:
    """Cancel a job that waits, is held, or runs: then its worker stops it within seconds.

    Raises:
        NotAllowed: `by` may not cancel it.
    """
    yes = require(by, "cancel", job)
    with transaction.atomic():
        job.item = request_cancel(job.item)
        record(by, "job.cancel_requested", job, decision=yes)
    return job


def cancel_jobs(jobs: Iterable[Job], *, by: Actor) -> list[NotCancelled]:
    """Cancel all of them that can be, in one transaction; the others, with the reason of each."""
    left: list[NotCancelled] = []
    allowed = []
    for job in sorted(jobs, key=lambda job: job.pk):
        try:
            allowed.append((job, require(by, "cancel", job)))
        except NotAllowed as no:
            left.append(NotCancelled(job, " ".join(no.decision.sentences(by))))
    with transaction.atomic():
        lock_work([job.pk for job, _yes in allowed])
        for job, yes in allowed:
            job.item.refresh_from_db(fields=["state"])
            if job.item.has_ended:
                ended = _("It had ended already: %(state)s.") % {"state": job.item.get_state_display()}
                left.append(NotCancelled(job, ended))
                continue
            job.item = request_cancel(job.item)
            record(by, "job.cancel_requested", job, decision=yes)
    return left
