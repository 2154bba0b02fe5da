"""Pausing a job and letting it go on, trying one again that has failed, letting one go before others."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.policy import permitted, require
from audit.services import record
from jobs.access import all_needs, submitter
from jobs.budgets import kept_to, let_in, loss_of
from jobs.models import Job
from jobs.priorities import name_of, priority_of
from organizations.actor import Actor
from privacy.ledger import reserve
from work.errors import NotAllowedNext
from work.models import State
from work.services.pausing import request_pause, resume_paused
from work.services.queueing import set_priority
from work.services.retrying import retry

LONGEST_NOTE = 200


def pause_job(job: Job, *, by: Actor, note: str = "") -> Job:
    """Pause a job: it leaves the line, or seals its checkpoint and leaves its place, until somebody resumes it.

    Raises:
        NotAllowed: `by` may not pause it.
        ValidationError: the note is too long, or there is nothing to pause.
    """
    if len(note) > LONGEST_NOTE:
        raise ValidationError({"note": _("Say why in at most %(count)d characters.") % {"count": LONGEST_NOTE}})
    yes = require(by, "pause", job)
    with _in_this_state(job, _("It can’t be paused: it is %(state)s.")), transaction.atomic():
        job.item = request_pause(job.item, by=by.user, note=note)
        record(by, "job.pause_requested", job, decision=yes, note=note)
    return job


def resume_job(job: Job, *, by: Actor) -> Job:
    """Let a paused job go on from its checkpoint; the policy is asked once more for who submitted it.

    Raises:
        NotAllowed: `by` may not resume it, or its inputs may not be used any more.
        ValidationError: nobody has paused it.
    """
    require(by, "unpause", job)
    with (
        _in_this_state(job, _("It is not paused: it is %(state)s.")),
        permitted(submitter(job), all_needs(job), project=job.project.undertaking, also=kept_to(job)) as yes,
    ):
        job.item = resume_paused(job.item)
        record(by, "job.resumed", job, decision=yes)
    return job


def retry_job(job: Job, *, by: Actor) -> Job:
    """Queue a job once more that has failed, with all its attempts, from its checkpoint where a worker has kept it.

    It is let in as when it was submitted: the policy is asked again for who submitted it, and a private job reserves
    anew what it may spend.

    Raises:
        NotAllowed: `by` may not try it again, or its inputs may not be used any more, or too little is left to spend.
        ValidationError: it has not failed, or is a trial of a job that does not wait for it any more.
    """
    require(by, "retry", job)
    if job.item.parent and job.item.parent.state != State.BLOCKED:
        words = _("*%(job)s*, for which it is a trial, does not wait for it any more.")
        raise ValidationError(words % {"job": job.trial.search}, code="wrong_state")
    asked, who = loss_of(job.spec), submitter(job)
    with (
        _in_this_state(job, _("Only a job that has failed is tried again: this one is %(state)s.")),
        permitted(who, all_needs(job), project=job.project.undertaking, also=let_in(job, who, job.helping)) as yes,
    ):
        job.item = retry(job.item, rests_on=yes.rests_on)
        if asked:
            reserve(yes, asked, by=who, item=job.item)
        record(by, "job.retried", job, decision=yes)
    return job


def change_priority(job: Job, priority: str, *, by: Actor) -> Job:
    """Let a job that has not ended go before or behind others.

    Raises:
        NotAllowed: `by` may not set the priority of this organization's jobs.
        ValidationError: there is no such priority, or the job has ended.
    """
    yes = require(by, "prioritise", job)
    wanted = priority_of(priority)
    with _in_this_state(job, _("Its priority counts no more: it is %(state)s.")), transaction.atomic():
        before = name_of(job.item.priority)
        job.item = set_priority(job.item, wanted)
        record(by, "job.prioritised", job, decision=yes, before=before, priority=priority)
    return job


@contextmanager
def _in_this_state(job: Job, words: str) -> Iterator[None]:
    """What does not follow from the job's state is told in `words`, with the state."""
    try:
        yield
    except NotAllowedNext as wrong:
        job.item.refresh_from_db(fields=["state"])
        raise ValidationError(words % {"state": job.item.get_state_display()}, code="wrong_state") from wrong
