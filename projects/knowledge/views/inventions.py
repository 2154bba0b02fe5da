"""Pages of an invention: disclose it, read it, decide about it."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.policy import decide, require, visible
from collaborations.views.projects import find
from knowledge.finding import find_invention
from knowledge.forms.inventions import DeadlineForm, DisclosureForm, LicenceForm, StepForm
from knowledge.models import Invention, Paper, Stage
from knowledge.models.inventions import NEXT
from knowledge.services import finish_deadline
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str) -> HttpResponse:
    """Disclose an invention of the project."""
    project = find(request, slug)
    require(request.actor, "disclose_invention", project.undertaking)
    form = DisclosureForm(request.POST or None, project=project, actor=request.actor)
    if request.method == "POST" and form.is_valid() and (invention := form.save(by=request.actor)):
        return redirect(invention)
    context = {"project": project, "form": form}
    return render(request, "knowledge/invention_new.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def invention(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """The invention: how far it is, whose it is, and what waits for it."""
    return _page(request, find_invention(request.actor, uid, slug))


@login_required
@require_POST
def move(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take the next step."""
    invention = find_invention(request.actor, uid, slug)
    require(request.actor, "decide_invention", invention)
    form = StepForm(request.POST, invention=invention)
    if form.is_valid() and form.save(by=request.actor):
        return redirect(invention)
    return _page(request, invention, step_form=form)


@login_required
@require_POST
def deadlines(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Another deadline, or one that was met."""
    invention = find_invention(request.actor, uid, slug)
    require(request.actor, "decide_invention", invention)
    if (done := request.POST.get("done", "")).isdigit() and len(done) < 10:
        finish_deadline(get_object_or_404(invention.deadlines, pk=int(done)), by=request.actor)
        return redirect(f"{invention.get_absolute_url()}#deadlines")
    form = DeadlineForm(request.POST)
    if form.is_valid() and form.save(invention, by=request.actor):
        return redirect(f"{invention.get_absolute_url()}#deadlines")
    return _page(request, invention, deadline_form=form)


@login_required
@require_POST
def licences(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Let another party use it."""
    invention = find_invention(request.actor, uid, slug)
    require(request.actor, "decide_invention", invention)
    form = LicenceForm(request.POST, invention=invention)
    if form.is_valid() and form.save(by=request.actor):
        return redirect(f"{invention.get_absolute_url()}#licences")
    return _page(request, invention, licence_form=form)


def _page(request: ActingRequest, invention: Invention, **sent: forms.Form) -> HttpResponse:
    """The page, with what was sent and is faulty in the place of its form."""
    may_decide = decide(request.actor, "decide_invention", invention)
    on_the_same = Paper.objects.told().on_the_same(invention)
    context = {
        "invention": invention,
        "project": invention.project,
        "inventors": invention.inventors.select_related("organization"),
        "bases": invention.bases.select_related("job__item", "version__asset"),
        "deadlines": invention.deadlines.all(),
        "licences": invention.licences.select_related("organization"),
        "frozen": visible(request.actor, on_the_same, "discover") if invention.freezes else [],
        "may_decide": may_decide.allowed,
        "why_not": may_decide.sentences(request.actor),
    }
    if may_decide.allowed:
        context["deadline_form"] = DeadlineForm()
        if NEXT[Stage(invention.stage)]:
            context["step_form"] = StepForm(invention=invention)
        if invention.stage in (Stage.FILED, Stage.GRANTED):
            context["licence_form"] = LicenceForm(invention=invention)
    return render(request, "knowledge/invention.html", context | sent, status=422 if sent else 200)
