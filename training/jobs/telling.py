"""What a job's page shows beside its explanation: its way so far, its log, its numbers and its settings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import AssetVersion
from agreements.policy.names import in_figures
from jobs import messages
from jobs.figures import SHARES, evaluated
from jobs.helpers import PINNED, ROLES
from jobs.models import Job, Trial
from jobs.paths import value_at
from jobs.priorities import Priority, name_of
from jobs.settings_words import SETTINGS
from jobs.specs import NOT_HERE, SEARCH
from jobs.trials import ranked
from jobs.value_words import choice_name, tell_value
from work.models import Item, Line, State

PHASES = {
    "preparing": gettext_lazy("Preparing"),
    "training": gettext_lazy("Training"),
    "evaluating": gettext_lazy("Evaluating on unseen rows"),
    "reporting": gettext_lazy("Writing the report"),
}
ENDS = {
    State.SUCCEEDED: gettext_lazy("Done"),
    State.FAILED: gettext_lazy("Failed"),
    State.CANCELLED: gettext_lazy("Cancelled"),
    State.REFUSED: gettext_lazy("Refused"),
    State.HELD: gettext_lazy("Paused"),
    State.QUEUED: gettext_lazy("Back in line"),
    State.BLOCKED: gettext_lazy("Waits for another job"),
    State.RUNNING: gettext_lazy("Taken by a worker"),
}
LOG_LINES = 60


@dataclass(frozen=True)
class Step:
    """A point of the timeline; `state` is done, now or next."""

    name: str
    state: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class LogLine:
    """A line of the log, in words."""

    at: datetime
    text: str
    warn: bool = False


def timeline(job: Job) -> list[Step]:
    """How it got here, and what is still to come."""
    item = job.item
    said = {"who": str(job.submitted_by)}
    steps = [Step(_("Submitted by %(who)s") % said, "done", item.queued_at)]
    for moved in item.transitions.exclude(from_state="", to_state=State.QUEUED):
        note = moved.worker if moved.to_state == State.RUNNING else ""
        tries = moved.to_state == State.BLOCKED and item.awaits_children
        name = _("Its trials run") if tries else str(ENDS[State(moved.to_state)])
        steps.append(Step(name, "done", moved.at, note))
        if moved.to_state == State.RUNNING:
            phases = item.lines.filter(attempt=moved.attempt, kind=Line.Kind.PHASE)
            steps += [Step(str(PHASES[line.data["phase"]]), "done", line.at) for line in phases]
    if item.has_ended:
        return steps
    last = steps.pop()
    names = list(PHASES)
    coming = names[names.index(item.phase) + 1 :] if item.phase in names else names
    return [*steps, Step(last.name, "now", last.at, last.note), *(Step(str(PHASES[name]), "next") for name in coming)]


def log(item: Item, *, after: str = "", until: str) -> list[LogLine]:
    """The last lines worth reading between two cursors: single steps are in the curve."""
    lines = item.lines.after(after).until(until).exclude(kind=Line.Kind.STEP).order_by("-attempt", "-sequence")
    return [
        LogLine(line.at, _words(line.kind, line.data), line.data.get("level") == "warning")
        for line in reversed(lines[:LOG_LINES])
    ]


def _words(kind: str, data: dict[str, Any]) -> str:
    if kind == Line.Kind.LOG:
        return messages.sentence(data["code"], data["params"])
    if kind == Line.Kind.PHASE:
        return str(PHASES[data["phase"]])
    if kind == Line.Kind.CHECKPOINT:
        return _("step %(step)d: checkpoint written") % data
    measured = {"step": data["step"], "loss": number_format(data["loss"], 3)}
    words = [_("step %(step)d: loss %(loss)s") % measured]
    if score := evaluated(data):
        words.append(f"{score.name} {score.value}")
    if data["best"]:
        words.append(_("best so far"))
    return ", ".join(words)


def settings(job: Job) -> list[tuple[str, Any]]:
    """The settings by their names, as they were pinned, but for what jobs here can't have and changes that aren't made.

    A job from before a setting was there has none of it.
    """
    told: list[tuple[str, Any]] = []
    helping = {ROLES[role].place: version for role, version in job.helping.items()}
    for path, (title, _help) in SETTINGS.items():
        group, _dot, name = path.rpartition(".")
        settings = value_at(job.spec, group) if group else job.spec
        if path in helping:
            told.append((str(title), _("%(name)s, version %(number)d") % _named(helping[path])))
        elif name in (settings or {}) and _counts(path, settings[name], helping):
            told.append((str(title), tell_value(path, settings[name])))
    return told


def _counts(path: str, value: Any, helping: Collection[str]) -> bool:
    """Whether a setting says something of a job: not of a change that isn’t made, nor of a teacher that isn’t there."""
    group = path.partition(".")[0]
    if path in PINNED or group in (*NOT_HERE, SEARCH):
        return False
    return bool(value) if group == "augmentation" else group != "distillation" or ROLES["teacher"].place in helping


def _named(version: AssetVersion) -> dict[str, Any]:
    return {"name": version.asset.name, "number": version.number}


def asks(job: Job) -> list[tuple[str, Any]]:
    """What the job asks of the queue, beyond what every job does."""
    item = job.item
    told: list[tuple[str, Any]] = [(_("Priority"), Priority[name_of(item.priority).upper()].label)]
    if item.gpus > 1:
        told.append((_("Places"), _("%(count)d, together") % {"count": item.gpus}))
    if item.memory_gib:
        told.append((_("Memory"), _("at least %(count)s GiB") % {"count": f"{item.memory_gib:g}"}))
    if item.sites:
        told.append((_("Runs at"), ", ".join(item.sites)))
    if item.after_id:
        told.append((_("Follows"), _link(job.after)))
    if job.is_trial:
        told.append((_("Trial of"), _link(job.trial.search)))
    if job.clone_of:
        told.append((_("Settings from"), _link(job.clone_of)))
    return told


@dataclass(frozen=True)
class TriedSettings:
    """A trial in the table of its search: `job` is who trained with it, `fault` why nobody did, or not to the end."""

    number: int
    settings: list[tuple[str, Any]]
    job: Job | None
    fault: str
    score: str
    loss: str


def trials(job: Job) -> list[TriedSettings]:
    """What a job tried before it trained, the best first; nothing for one that does not search."""
    if not job.search:
        return []
    return [_tried(trial) for trial in ranked(job)]


def _tried(trial: Trial) -> TriedSettings:
    titles = [(str(SETTINGS[path][0]) if path in SETTINGS else path) for path in trial.settings]
    values = [
        in_figures(value) if isinstance(value, float) else choice_name(path, value)
        for path, value in trial.settings.items()
    ]
    score = ""
    if trial.score is not None:
        score = number_format(100 * trial.score, 1) + " %" if trial.metric in SHARES else number_format(trial.score, 3)
    loss = "" if trial.loss is None else number_format(trial.loss, 3)
    fault = trial.fault
    if trial.given_up_after:
        words = ngettext(
            "Given up after %(count)d evaluation: others were better.",
            "Given up after %(count)d evaluations: others were better.",
            trial.given_up_after,
        )
        fault = words % {"count": trial.given_up_after}
    return TriedSettings(trial.number, list(zip(titles, values, strict=True)), trial.job, fault, score, loss)


def _link(job: Job) -> str:
    return format_html('<a href="{}">{}</a>', job.get_absolute_url(), job.name)
