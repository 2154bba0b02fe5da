"""The board of a project as a reader meets it: tasks in columns, milestones, and what comes next of both."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.models import TeamMember
from agreements.policy import visible
from collaborations.models import Milestone, Project, Task
from organizations.actor import Actor

DONE_SHOWN = 20
COMING = 6
State = Task.State
Move = tuple[State, Promise]
MOVES: Mapping[State, Sequence[Move]] = {  # what the board offers; a task's page knows every state
    State.TO_DO: [(State.DOING, _("Begin"))],
    State.DOING: [(State.DONE, _("Done")), (State.WAITING, _("Let it wait"))],
    State.WAITING: [(State.DOING, _("Go on"))],
    State.DONE: [(State.DOING, _("Open again"))],
}


class Column(NamedTuple):
    """Tasks in one state, where they can go, and how many there are; of those that are done the latest are shown."""

    state: State
    tasks: list[Task]
    moves: Sequence[Move]
    number: int


class Coming(NamedTuple):
    """Something with a day."""

    on: date
    name: str
    url: str
    is_late: bool


def columns_of(project: Project, *, by: Actor) -> list[Column]:
    """Every state with its tasks, the one that is due first in front."""
    rows = told_tasks(project, by=by)
    found: dict[str, list[Task]] = {state: [] for state in State}
    for task in rows.exclude(state=State.DONE):
        found[task.state].append(task)
    numbers = {state: len(tasks) for state, tasks in found.items()}
    numbers[State.DONE] = rows.filter(state=State.DONE).count()
    found[State.DONE] = list(rows.filter(state=State.DONE).order_by("-changed_at")[:DONE_SHOWN])
    return [Column(state, found[state], MOVES[state], numbers[state]) for state in State]


def told_tasks(project: Project, *, by: Actor) -> QuerySet[Task]:
    """Its tasks, for whoever may read the project."""
    return visible(by, Task.objects.told().filter(project=project), "discover")


def told_milestones(project: Project, *, by: Actor) -> QuerySet[Milestone]:
    """Its milestones, by their days."""
    return visible(by, Milestone.objects.told().filter(project=project), "discover")


def coming_in(project: Project, *, by: Actor) -> list[Coming]:
    """What is due next, and what is late, by its day."""
    tasks = told_tasks(project, by=by).exclude(state=State.DONE).exclude(due_on=None)[:COMING]
    milestones = told_milestones(project, by=by).filter(reached_on=None)[:COMING]
    rows: list[Task | Milestone] = [*tasks, *milestones]
    slug = project.undertaking.slug
    found = [
        Coming(
            row.due_on, row.name, reverse(f"collaborations:{row._meta.model_name}", args=[slug, row.uid]), row.is_late
        )
        for row in rows
        if row.due_on
    ]
    return sorted(found, key=lambda each: each.on)[:COMING]


def workers_of(project: Project) -> QuerySet[TeamMember]:
    """Who can own something here: who works in the team, by name."""
    team = project.undertaking.team.filter(role__in=TeamMember.WORKING)
    return team.select_related("user", "organization").order_by("user__name", "organization__name", "id")
