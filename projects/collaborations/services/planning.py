"""What people do with milestones and tasks: plan one, change it, drop it. Whose it is now is told."""

from collections.abc import Container
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import TeamMember
from agreements.policy import permitted
from agreements.services.deeds import record
from collaborations.models import Milestone, Project, Task
from organizations.actor import Actor

Planned = TypeVar("Planned", Milestone, Task)
DEEDS = {  # the verbs of the audit, as tests and readers search for them
    Milestone: {
        "added": "milestone.added",
        "given": "milestone.given",
        "changed": "milestone.changed",
        "dropped": "milestone.dropped",
    },
    Task: {"added": "task.added", "given": "task.given", "changed": "task.changed", "dropped": "task.dropped"},
}


def add_milestone(
    project: Project,
    *,
    name: str,
    due_on: date,
    by: Actor,
    owner: TeamMember | None = None,
    reached_on: date | None = None,
) -> Milestone:
    """Set a point that the project reaches by a day.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it has no name, its owner doesn't work in the team, or it is reached on a day to come.
    """
    return _added(Milestone(project=project, name=name, due_on=due_on, owner=owner, reached_on=reached_on), by)


def add_task(
    project: Project,
    *,
    name: str,
    by: Actor,
    details: str = "",
    state: str = Task.State.TO_DO,
    owner: TeamMember | None = None,
    due_on: date | None = None,
    milestone: Milestone | None = None,
) -> Task:
    """Put a task on the board.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it has no name, no such column, or its owner or milestone is of another project.
    """
    said = {"name": name, "details": details, "state": state, "owner": owner, "due_on": due_on, "milestone": milestone}
    return _added(Task(project=project, **said), by)


def change_planned(planned: Planned, *, by: Actor, **changes: Any) -> Planned:
    """Change what a milestone or task says, whose it is, or, by its `state`, a task's column of the board.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: as when it is added; or it is no longer there.
    """
    with permitted(by, [("plan", planned)]) as yes:
        now = _locked(planned)
        changed = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if not changed:
            return now
        for name, value in changed.items():
            setattr(now, name, value)
        _check(now, changed)
        if isinstance(now, Task):
            now.changed_at = timezone.now()
        now.save()
        _record(by, "given" if changed.get("owner") else "changed", now, yes)
    return now


def drop_planned(planned: Planned, *, by: Actor) -> None:
    """Take a milestone or task away; the tasks of a milestone stay.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is no longer there.
    """
    with permitted(by, [("plan", planned)]) as yes:
        now = _locked(planned)
        _record(by, "dropped", now, yes)
        now.delete()


def _added(planned: Planned, by: Actor) -> Planned:
    with permitted(by, [("plan", planned.project.undertaking)]) as yes:
        _check(planned, ["owner"])
        planned.save()
        _record(by, "added", planned, yes)
    return planned


def _check(planned: Milestone | Task, said: Container[str]) -> None:
    faults: dict[str, str] = {}
    owner, project = planned.owner, planned.project
    if owner and "owner" in said and (owner.undertaking_id != project.pk or owner.role not in TeamMember.WORKING):
        told = _("%(person)s does not work in the team of this project. Choose somebody who does.")
        faults["owner"] = told % {"person": owner.user}
    if isinstance(planned, Task) and planned.milestone and planned.milestone.project_id != project.pk:
        faults["milestone"] = _("This milestone is of another project.")
    if isinstance(planned, Milestone) and planned.reached_on and planned.reached_on > timezone.localdate():
        faults["reached_on"] = _("This day is to come. Write the day on which it was reached.")
    if faults:
        raise ValidationError(faults)
    planned.full_clean()


def _locked(planned: Planned) -> Planned:
    """The row as it is now: two who change it wait for each other."""
    found = type(planned)._default_manager.select_for_update(of=("self",)).select_related("project__undertaking")
    now = found.filter(pk=planned.pk).first()
    if now is None:
        raise ValidationError(_("“%(name)s” is no longer there.") % {"name": planned})
    return now


def _record(by: Actor, deed: str, planned: Milestone | Task, yes: Any) -> None:
    owner = planned.owner
    whose = {"owner": str(owner.user.uid), "owner_for": owner.organization.slug} if owner else {}
    told: dict[str, Any] = {"planned": str(planned.uid), "name": planned.name, **whose}
    record(by, DEEDS[type(planned)][deed], planned.project.undertaking, decision=yes, **told)
