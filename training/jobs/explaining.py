"""Why a job stands where it stands, and what to do: for its page and the API."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs import messages
from jobs.models import Job
from organizations.actor import Actor
from work import reasons
from work.models import State
from work.services.waiting import Position, position, positions

TITLES: dict[str, Promise] = {
    State.REFUSED: gettext_lazy("This job may not run"),
    State.HELD: gettext_lazy("Paused, because it is not allowed at the moment"),
}


@dataclass(frozen=True)
class Explanation:
    """A title, what happened, and what can be done about it."""

    tone: str
    title: str
    sentences: list[str]
    steps: list[str] = field(default_factory=list)


def explain(job: Job, actor: Actor, place: Position | None = None) -> Explanation | None:
    """For a job that runs or has succeeded there is nothing to explain. `place` is known already in lists."""
    item = job.item
    why = reasons.sentences(item.reason, actor)
    if item.state == State.QUEUED:
        return Explanation("wait", _("In line"), [*why, *(place or position(item)).sentences])
    if item.state == State.BLOCKED and _has_begun(job):
        return Explanation("wait", _("Its trials run"), [_trials_left(job)])
    if item.state == State.REFUSED and item.reason.get("code") == "search_empty":
        code, params = "search_empty", item.reason["params"]
        return Explanation(
            "stop", str(TITLES[item.state]), [messages.sentence(code, params)], [messages.remedy(code, params)]
        )
    if item.state == State.BLOCKED:
        said = {"job": job.after, "state": job.after.item.get_state_display()}
        words = _("It follows *%(job)s*, which is %(state)s. It joins the line as soon as that has succeeded.")
        return Explanation("wait", _("After another job"), [words % said])
    if item.state == State.REFUSED and item.reason.get("code") == "after_ended":
        said = {"job": job.after, "state": job.after.item.get_state_display()}
        words = _("It was to follow *%(job)s*, which is %(state)s.")
        steps = [_("See what became of that job. Then start again from these settings.")]
        return Explanation("stop", str(TITLES[item.state]), [words % said], steps)
    if item.state == State.REFUSED:
        steps = [_("Ask for the change that is named, then submit the job again.")]
        return Explanation("stop", str(TITLES[item.state]), why, steps)
    if item.state == State.HELD and item.pause_requested_at:
        note = [_("They say: %(note)s") % {"note": item.pause_note}] if item.pause_note else []
        steps = [_("It keeps its checkpoint and takes nobody’s place. It goes on from there when it is resumed.")]
        return Explanation("wait", _paused_by(job), [*note, *why], steps)
    if item.state == State.HELD:
        steps = [_("You need do nothing: it goes on from its checkpoint as soon as it is allowed again.")]
        return Explanation("wait", str(TITLES[item.state]), why, steps)
    if item.state == State.CANCELLED:
        return Explanation("rest", _("Cancelled"), [_("Someone asked for it. Nothing was published.")])
    if item.state == State.FAILED:
        return _failure(item.reason, why)
    return None


def places_of(jobs: Iterable[Job]) -> dict[int, Position]:
    """Where those that wait stand in line, by the same few questions for any number."""
    return positions(job.item for job in jobs if job.item.state == State.QUEUED)


def in_brief(jobs: Sequence[Job], actor: Actor) -> dict[int, str]:
    """One sentence for each job that has something to explain, for lists: the same few questions for any number."""
    said = {pk: place.sentence for pk, place in places_of(jobs).items()}
    for job in jobs:
        reason = job.item.reason
        if job.item.state == State.FAILED:
            said[job.pk] = _failure(reason, reasons.sentences(reason, actor)).sentences[0]
        elif job.item.state == State.HELD and job.item.pause_requested_at:
            said[job.pk] = _paused_by(job)
        elif job.item.state == State.BLOCKED and _has_begun(job):
            said[job.pk] = _("Its trials run")
        elif job.item.state == State.BLOCKED:
            said[job.pk] = _("After %(job)s") % {"job": job.after}
        elif job.item.state in TITLES:
            said[job.pk] = str(TITLES[job.item.state])
    return said


def _has_begun(job: Job) -> bool:
    """Whether it is its own trials that it waits for."""
    return bool(job.search) and (not job.item.after_id or job.after.item.state == State.SUCCEEDED)


def _trials_left(job: Job) -> str:
    ended = job.search["trials"] - job.item.children.under_way().count()
    words = _(
        "%(ended)d of %(trials)d trials have ended. When all have, it trains with the best settings, and only then are "
        "the test rows read."
    )
    return words % {"ended": ended, "trials": job.search["trials"]}


def _paused_by(job: Job) -> str:
    return _("Paused by %(who)s") % {"who": job.item.paused_by}


def _failure(reason: dict[str, Any], why: list[str]) -> Explanation:
    title = _("The job failed")
    if why:
        steps = [_("The machines were at fault, not the job. Try it again, or ask who runs the platform.")]
        return Explanation("stop", title, why, steps)
    code, params = reason["code"], reason["params"]
    remedy = messages.remedy(code, params)
    return Explanation("stop", title, [messages.sentence(code, params)], [remedy] if remedy else [])
