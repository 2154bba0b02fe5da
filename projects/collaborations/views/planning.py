"""Pages of milestones and tasks: the board, all milestones, and one of either."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.policy import decide, require
from collaborations.board import columns_of, told_milestones, told_tasks
from collaborations.forms.planning import ChangeMilestoneForm, ChangeTaskForm, MilestoneForm, TaskForm, kept
from collaborations.models import Milestone, Project, Task
from collaborations.services.planning import Planned, add_milestone, add_task, change_planned, drop_planned
from collaborations.views.projects import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: ActingRequest, slug: str) -> HttpResponse:
    """The board, and the form that puts a task on it."""
    project = find(request, slug)
    form = TaskForm(sent_to_plan(request, project), project=project)
    if form.is_valid() and (task := kept(form, add_task, project, by=request.actor)):
        return redirect(_on_the_board(slug, task))
    context = {
        "form": form,
        "columns": columns_of(project, by=request.actor),
        "milestones": told_milestones(project, by=request.actor),
    }
    return planning_page(request, "board", project, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request: ActingRequest, slug: str) -> HttpResponse:
    """All of them, and the form that sets another."""
    project = find(request, slug)
    form = MilestoneForm(sent_to_plan(request, project), project=project)
    if form.is_valid() and kept(form, add_milestone, project, by=request.actor):
        messages.success(request, _("The milestone is set."))
        return redirect(request.path)
    context = {"form": form, "milestones": told_milestones(project, by=request.actor)}
    return planning_page(request, "milestones", project, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """One, and the form that changes it."""
    project, row = _task(request, slug, uid)
    form = ChangeTaskForm(sent_to_plan(request, project), instance=copy(row), project=project)
    if form.is_valid() and kept(form, change_planned, row, by=request.actor):
        return redirect(_on_the_board(slug, row))
    return planning_page(request, "task", project, {"form": form, "task": row})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def milestone(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """One with its tasks, and the form that changes it."""
    project, row = _milestone(request, slug, uid)
    form = ChangeMilestoneForm(sent_to_plan(request, project), instance=copy(row), project=project)
    if form.is_valid() and kept(form, change_planned, row, by=request.actor):
        messages.success(request, _("The milestone is changed."))
        return redirect("collaborations:milestones", slug)
    leading = told_tasks(project, by=request.actor).filter(milestone=row)
    return planning_page(request, "milestone", project, {"form": form, "milestone": row, "tasks": leading})


@login_required
@require_POST
def move(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Put a task into another column."""
    _project, row = _task(request, slug, uid)
    try:
        change_planned(row, state=request.POST.get("state", ""), by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_on_the_board(slug, row))


@login_required
@require_POST
def drop_task(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take a task off the board."""
    return _dropped(request, _task(request, slug, uid)[1], "collaborations:tasks")


@login_required
@require_POST
def drop_milestone(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take a milestone away; its tasks stay."""
    return _dropped(request, _milestone(request, slug, uid)[1], "collaborations:milestones")


def sent_to_plan(request: ActingRequest, project: Project) -> Any:
    """The form that was sent, by somebody who may plan; else nothing."""
    if request.method != "POST":
        return None
    require(request.actor, "plan", project.undertaking)
    return request.POST


def _task(request: ActingRequest, slug: str, uid: UUID) -> tuple[Project, Task]:
    project = find(request, slug)
    return project, get_object_or_404(told_tasks(project, by=request.actor), uid=uid)


def _milestone(request: ActingRequest, slug: str, uid: UUID) -> tuple[Project, Milestone]:
    project = find(request, slug)
    return project, get_object_or_404(told_milestones(project, by=request.actor), uid=uid)


def _dropped(request: ActingRequest, row: Planned, back: str) -> HttpResponse:
    try:
        drop_planned(row, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("“%(name)s” is dropped.") % {"name": row})
    return redirect(back, row.project.undertaking.slug)


def _on_the_board(slug: str, task: Task) -> str:
    """The board, at the task's card: whoever goes by keyboard goes on from there."""
    return f"{reverse('collaborations:tasks', args=[slug])}#task-{task.uid}"


def planning_page(request: ActingRequest, name: str, project: Project, context: dict[str, Any]) -> HttpResponse:
    context |= {"project": project, "may_plan": decide(request.actor, "plan", project.undertaking).allowed}
    status = 422 if context["form"].errors else 200
    return render(request, f"collaborations/planning/{name}.html", context, status=status)
