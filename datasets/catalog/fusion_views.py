"""Pages on which datasets are combined into one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.models import Undertaking
from agreements.operations import Operation
from agreements.policy import decide, require, visible
from catalog.access import project_called, usable_versions
from catalog.forms.combining import CombineForm
from catalog.making_words import why_failed
from catalog.models import Dataset, Fusion
from catalog.services.fusing_again import fuse_again
from catalog.services.fusions import LEAST, MOST, fuse_sources
from catalog.sight import sight_of
from organizations.requests import ActingRequest

OFFERED = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def combine(request: ActingRequest) -> HttpResponse:
    """Choose datasets, then say how they go together; a worker makes one of them."""
    by = request.actor
    require(by, "add_asset", by.organization)
    project = project_called(request.GET.get("project", ""), by=by)
    versions = usable_versions(request.GET.getlist("source")[:MOST], by=by, project=project)
    if len(versions) < LEAST:
        offered = visible(by, Dataset.objects.told(), Operation.DERIVE, project=project)[:OFFERED]
        projects = visible(by, Undertaking.objects.all(), "discover")[:OFFERED]
        told = {"offered": offered, "project": project, "projects": projects}
        return render(request, "catalog/combine_choose.html", told, status=422 if request.method == "POST" else 200)
    sights = [sight_of(each, decide(by, Operation.DERIVE, each.version, project=project)) for each in versions]
    form = CombineForm(request.POST if request.method == "POST" else None, versions=versions, sights=sights)
    if form.is_valid():
        about = {name: form.cleaned_data[name] for name in ("name", "description", "licence")}
        distinct = form.cleaned_data["distinct"]
        try:
            fusion = fuse_sources(
                form.parts(), columns=form.common, about=about, by=by, distinct=distinct, project=project
            )
            return redirect(fusion)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"form": form, "project": project}
    return render(request, "catalog/combine.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def fusion_page(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Where a combination stands; one that is made leads to its dataset."""
    fusion = get_object_or_404(Fusion.objects.begun_by(request.actor), uid=uid)
    if fusion.made:
        return redirect(fusion.made.dataset)
    told = {"fusion": fusion, "why": why_failed(fusion.item, request.actor)}
    return render(request, "catalog/fusion.html", told)


@login_required
@require_POST
def combine_again(request: ActingRequest, slug: str) -> HttpResponse:
    """Have the next version made of the newest versions of the sources."""
    dataset = get_object_or_404(visible(request.actor, Dataset.objects.told(), "discover"), asset__slug=slug)
    require(request.actor, "add_version", dataset.asset)
    try:
        return redirect(fuse_again(dataset, by=request.actor))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(dataset)
