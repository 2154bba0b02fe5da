"""Pages of meetings: those of a project, planning, and one with all that is written down about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.policy import decide, require
from collaborations.meetings import forms
from collaborations.meetings.models import Meeting
from collaborations.meetings.services import drop_action, drop_agenda_item
from collaborations.meetings.told import meetings_of, open_items, past, people_of, to_come
from collaborations.models import Project
from collaborations.views.projects import find
from organizations.requests import ActingRequest

ON_A_PAGE = 25
FORMS: dict[str, type[forms.MeetingForm]] = {
    "move": forms.MoveForm,
    "call-off": forms.CallOffForm,
    "answer": forms.AnswerForm,
    "agenda": forms.AgendaForm,
    "presence": forms.PresenceForm,
    "minutes": forms.MinutesForm,
    "actions": forms.ActionForm,
}


@login_required
@require_GET
def meetings(request: ActingRequest, slug: str) -> HttpResponse:
    """Those to come, and those that were."""
    project = find(request, slug)
    found = meetings_of(project, request.actor)
    context = {
        "project": project,
        "coming": to_come(found)[:ON_A_PAGE],
        "page": Paginator(past(found), ON_A_PAGE).get_page(request.GET.get("page")),
        "may_plan": decide(request.actor, "plan", project.undertaking).allowed,
    }
    return render(request, "collaborations/meetings/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str) -> HttpResponse:
    """Plan a meeting or a series."""
    project = find(request, slug)
    require(request.actor, "plan", project.undertaking)
    sent = request.POST if request.method == "POST" else None
    form = forms.PlanForm(sent, project=project, actor=request.actor)
    if form.is_valid() and (planned := form.save()):
        messages.success(request, _("It is planned, and the team is invited."))
        return redirect(planned)
    context = {"project": project, "form": form}
    return render(request, "collaborations/meetings/new.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def meeting(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """One."""
    project, found = _find(request, slug, uid)
    return _page(request, project, found)


@login_required
@require_POST
def deed(request: ActingRequest, slug: str, uid: UUID, deed: str) -> HttpResponse:
    """Do what one of the page's forms says; faults are said beside its fields."""
    project, found = _find(request, slug, uid)
    kind = FORMS[deed]
    require(request.actor, kind.verb, found)
    form = kind(request.POST, meeting=found, actor=request.actor, auto_id=f"{deed}_%s")
    if form.is_valid() and form.save():
        messages.success(request, str(kind.done))
        return redirect(found)
    if deed == "answer" or found.called_off_at:  # the page shows no such form, so nothing else says why
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    return _page(request, project, found, faulty={deed: form})


@login_required
@require_POST
def agenda_drop(request: ActingRequest, slug: str, uid: UUID, item: UUID) -> HttpResponse:
    """Take something off the agenda."""
    _project, found = _find(request, slug, uid)
    drop_agenda_item(get_object_or_404(found.agenda.all(), uid=item), by=request.actor)
    return redirect(found)


@login_required
@require_POST
def action_drop(request: ActingRequest, slug: str, uid: UUID, noted: UUID) -> HttpResponse:
    """Take an action away."""
    _project, found = _find(request, slug, uid)
    drop_action(get_object_or_404(found.actions.all(), uid=noted), by=request.actor)
    return redirect(found)


@login_required
@require_GET
def minutes(request: ActingRequest, slug: str, uid: UUID, number: int) -> HttpResponse:
    """A version of the minutes."""
    project, found = _find(request, slug, uid)
    version = get_object_or_404(found.minutes.select_related("written_by", "written_for"), number=number)
    context = {"project": project, "meeting": found, "minutes": version}
    return render(request, "collaborations/meetings/minutes.html", context)


def _find(request: ActingRequest, slug: str, uid: UUID) -> tuple[Project, Meeting]:
    project = find(request, slug)
    return project, get_object_or_404(meetings_of(project, request.actor), uid=uid)


def _page(
    request: ActingRequest, project: Project, found: Meeting, *, faulty: dict[str, forms.MeetingForm] | None = None
) -> HttpResponse:
    actor = request.actor
    people = people_of(found)
    context: dict[str, Any] = {
        "project": project,
        "meeting": found,
        "people": people,
        "ours": next((one for one in people if (one.user, one.organization) == (actor.user, actor.organization)), None),
        "agenda": found.agenda.select_related("added_by"),
        "versions": found.minutes.select_related("written_by", "written_for"),
        "actions": found.actions.select_related("person", "organization"),
        "open_items": [] if found.is_over else open_items(project, actor),
        "may_plan": decide(actor, "plan", found).allowed,
        "may_attend": decide(actor, "attend", found).allowed,
    }
    for name, kind in FORMS.items():
        shown = (faulty or {}).get(name) or kind(meeting=found, actor=actor, auto_id=f"{name}_%s")
        context[f"{name.replace('-', '_')}_form"] = shown
    return render(request, "collaborations/meetings/meeting.html", context, status=422 if faulty else 200)
