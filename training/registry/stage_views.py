"""Pages on which versions of models are promoted, approved, rolled back and retired."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.operations import Operation
from agreements.policy import decide, require, visible
from collaborations.models import Project
from organizations.actor import Actor
from organizations.requests import ActingRequest
from registry.models import Model, ModelVersion, Stage
from registry.requirements import asked_for, demands_of, known
from registry.services.stages import approve, promote, retire, roll_back, set_demands
from registry.stage_forms import ApproveForm, DemandsForm, PromoteForm, RetireForm
from registry.stages import standing_of, versions_known_to


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_page(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Where a version stands, what is asked before it goes on, and its promotion."""
    version = find_version(request.actor, slug, number)
    standing = standing_of(version, by=request.actor)
    form = PromoteForm(request.POST if request.method == "POST" else None, stage=standing.next_stage)
    if form.is_valid() and _done(form, lambda: promote(version, by=request.actor, **form.cleaned_data)):
        said = _("Version %(number)s is in “%(stage)s” now.")
        messages.success(request, said % {"number": number, "stage": version.get_stage_display()})
        return redirect(version)
    return _page(request, version, promoting=form)


@login_required
@require_POST
def stage_approve(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Approve a version for one's organization, which is another than the owner's."""
    version = find_version(request.actor, slug, number)
    form = ApproveForm(request.POST)
    if form.is_valid() and _done(form, lambda: approve(version, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("Approved for %(organization)s.") % {"organization": request.actor.organization})
        return redirect(version)
    return _page(request, version, approving=form)


@login_required
@require_POST
def stage_retire(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Take a version out of use."""
    version = find_version(request.actor, slug, number)
    require(request.actor, "promote", version.version.asset)
    form = RetireForm(request.POST)
    if form.is_valid() and _done(form, lambda: retire(version, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("Version %(number)s is retired.") % {"number": number})
        return redirect(version)
    return _page(request, version, retiring=form)


@login_required
@require_POST
def model_roll_back(request: ActingRequest, slug: str) -> HttpResponse:
    """Bring the version back that was in production before."""
    model = get_object_or_404(visible(request.actor, Model.objects.told(), "discover"), asset__slug=slug)
    require(request.actor, "promote", model.asset)
    try:
        change = roll_back(model, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(model)
    number = change.version.version.number
    messages.success(request, _("Version %(number)s is in production again.") % {"number": number})
    return redirect(change.version)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def requirements_page(request: ActingRequest, slug: str) -> HttpResponse:
    """What the parties of a project ask for before one of its models is promoted."""
    project = get_object_or_404(visible(request.actor, Project.objects.told(), "discover"), undertaking__slug=slug)
    demands = demands_of(project)
    mine = demands.get(request.actor.organization.pk, set()) if request.actor.organization else set()
    form = DemandsForm(request.POST if request.method == "POST" else None, initial={"requirements": sorted(mine)})
    if form.is_valid():
        set_demands(project, form.cleaned_data["requirements"], by=request.actor)
        messages.success(request, _("What your organization asks for is kept."))
        return redirect("registry:requirements", slug)
    parties = project.undertaking.organizations.order_by("name")
    told = {
        "project": project,
        "form": form,
        "asked": asked_for(project),
        "parties": [(party, [each for each in known() if each.code in demands[party.pk]]) for party in parties],
        "may_set": decide(request.actor, "set_requirements", project.undertaking).allowed,
    }
    return render(request, "registry/requirements.html", told, status=422 if form.errors else 200)


def find_version(actor: Actor, slug: str, number: int) -> ModelVersion:
    """The version, among those that one may know of as a model or through its project; else a 404."""
    version: ModelVersion = get_object_or_404(
        versions_known_to(actor), version__asset__slug=slug, version__number=number, version__asset__kind="model"
    )
    return version


def _done(form: Form, deed: Callable[[], Any]) -> bool:
    """Whether it was done; if not, the form says why."""
    try:
        deed()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _page(request: ActingRequest, version: ModelVersion, **forms: Form) -> HttpResponse:
    standing = standing_of(version, by=request.actor)
    asset = version.version.asset
    promotes = decide(request.actor, "promote", asset)
    uses = decide(request.actor, Operation.INFER, version.version, project=version.project)
    approves = decide(request.actor, "approve_model", version)
    ours = request.actor.organization in [each.organization for each in standing.approvals]
    told = {
        "version": version,
        "model": version.model,
        "standing": standing,
        "promoting": PromoteForm(stage=standing.next_stage),
        "approving": ApproveForm(),
        "retiring": RetireForm(),
        "owns": request.actor.organization == asset.owner,
        "may_promote": promotes.allowed,
        "why_not": (uses if promotes.allowed else promotes).sentences(request.actor),
        "may_approve": approves.allowed and not ours,
        "is_retired": version.stage == Stage.RETIRED,
        "knows_model": decide(request.actor, "discover", asset).allowed,
    }
    faulty = any(form.errors for form in forms.values())
    return render(request, "registry/stage.html", told | forms, status=422 if faulty else 200)
