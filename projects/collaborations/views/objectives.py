"""Pages of objectives: all of a project, and one with what each side expects and who has agreed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.policy import require
from collaborations.forms.objectives import ChangeObjectiveForm, ExpectationForm, StateObjectiveForm
from collaborations.models import Project
from collaborations.objectives import ToldObjective, may_change, objectives_of
from collaborations.services.objectives import agree_to_objective, drop_objective
from collaborations.views.numbers import number
from collaborations.views.projects import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objectives(request: ActingRequest, slug: str) -> HttpResponse:
    """All of them, and the form that states another."""
    project = find(request, slug)
    if request.method == "POST":
        require(request.actor, "plan", project.undertaking)
    form = StateObjectiveForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if form.is_valid() and (stated := form.save(project)):
        messages.success(request, _("The objective is stated. It counts once every party has agreed."))
        return redirect("collaborations:objective", slug, stated.uid)
    context = {"project": project, "form": form, "objectives": objectives_of(project, by=request.actor)}
    context |= may_change(project, request.actor)
    return render(request, "collaborations/objectives/list.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """One, and the form that changes it."""
    project, told = _find(request, slug, uid)
    if request.method == "POST":
        require(request.actor, "plan", told.objective)
    sent = request.POST if request.method == "POST" else None
    form = ChangeObjectiveForm(sent, objective=told.objective, actor=request.actor)
    if form.is_valid() and form.save():
        messages.success(request, _("The objective is changed. Every party is asked again."))
        return redirect(request.path)
    return _page(request, project, told, form=form)


@login_required
@require_POST
def expectation(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Say what one's organization expects of it."""
    project, told = _find(request, slug, uid)
    require(request.actor, "plan", told.objective)
    form = ExpectationForm(request.POST)
    if form.is_valid() and form.save(told.objective, by=request.actor):
        messages.success(request, _("Written down. Every party is asked again."))
        return redirect("collaborations:objective", slug, uid)
    return _page(request, project, told, expects=form)


@login_required
@require_POST
def agree(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Agree to the objective that the page showed."""
    _project, told = _find(request, slug, uid)
    try:
        agree_to_objective(told.objective, revision=number(request.POST.get("revision", "")), by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Agreed for %(organization)s.") % {"organization": request.actor.organization})
    return redirect("collaborations:objective", slug, uid)


@login_required
@require_POST
def drop(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take an objective away that not all have agreed to."""
    _project, told = _find(request, slug, uid)
    try:
        drop_objective(told.objective, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("collaborations:objective", slug, uid)
    messages.success(request, _("The objective is dropped."))
    return redirect("collaborations:objectives", slug)


def _find(request: ActingRequest, slug: str, uid: UUID) -> tuple[Project, ToldObjective]:
    project = find(request, slug)
    for told in objectives_of(project, by=request.actor):
        if told.objective.uid == uid:
            return project, told
    raise Http404


def _page(
    request: ActingRequest,
    project: Project,
    told: ToldObjective,
    *,
    form: ChangeObjectiveForm | None = None,
    expects: ExpectationForm | None = None,
) -> HttpResponse:
    ours = next((side for side in told.sides if side.organization == request.actor.organization), None)
    faulty = bool((form and form.errors) or (expects and expects.errors))
    context = {
        "project": project,
        "told": told,
        "ours": ours,
        "form": form or ChangeObjectiveForm(objective=told.objective, actor=request.actor),
        "expects": expects or ExpectationForm(initial={"words": ours.expects if ours else ""}),
        **may_change(project, request.actor),
    }
    return render(request, "collaborations/objectives/objective.html", context, status=422 if faulty else 200)
