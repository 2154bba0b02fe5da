"""Pages of datasets."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.downloads import attachment
from agreements.forms.finding import FindForm
from agreements.operations import Operation
from agreements.policy import decide, require, visible
from catalog.access import access_to, project_called
from catalog.forms import DatasetForm
from catalog.models import Dataset
from catalog.services import preview_rows, stream_file
from organizations.requests import ActingRequest

ON_A_PAGE = 25
OPERATIONS = (
    Operation.PREVIEW,
    Operation.TRAIN,
    Operation.EVALUATE,
    Operation.DOWNLOAD,
    Operation.REDISTRIBUTE,
    Operation.PUBLISH,
)


@login_required
@require_safe
def dataset_list(request: ActingRequest) -> HttpResponse:
    """The datasets that one may know of."""
    find = FindForm(request.GET)
    page = find.pages(request.actor, Dataset.objects.told(), ON_A_PAGE).get_page(request.GET.get("page"))
    may_add = decide(request.actor, "add_asset", request.actor.organization).allowed
    return render(request, "catalog/list.html", {"page": page, "find": find, "may_add": may_add})


@login_required
@require_safe
def dataset_page(request: ActingRequest, slug: str) -> HttpResponse:
    """A dataset: what it is, what one may do with it, and its first rows for who may look."""
    dataset = _find(request, slug)
    versions = list(dataset.versions())
    latest = versions[0]
    access = access_to(dataset.asset, OPERATIONS, by=request.actor, project=request.GET.get("project", ""))
    rows = preview_rows(latest, by=request.actor, project=access.project) if access.may("preview") else None
    return render(
        request,
        "catalog/dataset.html",
        {
            "dataset": dataset,
            "versions": versions,
            "latest": latest,
            "classes": latest.shares(),
            "access": access,
            "may_train": access.project is not None and access.may("train"),
            "rows": rows,
            "why_no_preview": access.why_not("preview"),
            "may_download": access.may("download"),
            "may_freeze": decide(request.actor, "freeze", dataset.asset).allowed,
            "may_see_audit": decide(request.actor, "see_audit", dataset.asset).allowed,
        },
    )


@login_required
@require_safe
def dataset_file(request: ActingRequest, slug: str, number: int, role: str) -> StreamingHttpResponse:
    """One file of a version, for who may download it."""
    version = get_object_or_404(_find(request, slug).versions(), version__number=number)
    file = next((each for each in version.files.all() if each.role == role), None)
    if file is None:
        raise Http404
    project = project_called(request.GET.get("project", ""), by=request.actor)
    return attachment(stream_file(file, by=request.actor, project=project), name=file.name, size=file.blob.size)


def _find(request: ActingRequest, slug: str) -> Dataset:
    return get_object_or_404(visible(request.actor, Dataset.objects.told(), "discover"), asset__slug=slug)


@login_required
def dataset_new(request: ActingRequest) -> HttpResponse:
    """Bring in a dataset."""
    require(request.actor, "add_asset", request.actor.organization)
    form = DatasetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        dataset = form.save(by=request.actor)
        if dataset:
            messages.success(request, _("“%(dataset)s” is here.") % {"dataset": dataset})
            return redirect(dataset)
    return render(request, "catalog/new.html", {"form": form})
