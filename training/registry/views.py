"""Pages of models, and the download of their files."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agreements.downloads import download
from agreements.operations import Operation
from agreements.policy import decide, visible
from catalog.access import access_to, project_called
from catalog.forms.facets import MOST_COUNTED
from organizations.requests import ActingRequest
from registry.finding import ModelFindForm
from registry.lineage import lineage_of, origins_of
from registry.models import Model
from registry.services import stream_file
from registry.stages import before_it

ON_A_PAGE = 25
OPERATIONS = (
    Operation.DERIVE,
    Operation.EVALUATE,
    Operation.INFER,
    Operation.RELEASE_WEIGHTS,
    Operation.SERVE,
    Operation.REDISTRIBUTE,
    Operation.PUBLISH,
)


@login_required
@require_GET
def model_list(request: ActingRequest) -> HttpResponse:
    """The models that one may know of."""
    find = ModelFindForm(request.GET, request.actor)
    page = find.found(ON_A_PAGE).get_page(request.GET.get("page"))
    facets = find.facets() if page.paginator.count <= MOST_COUNTED else []
    may_add = decide(request.actor, "add_asset", request.actor.organization).allowed
    return render(request, "registry/list.html", {"page": page, "find": find, "facets": facets, "may_add": may_add})


@login_required
@require_GET
def model_page(request: ActingRequest, slug: str) -> HttpResponse:
    """A model: what it is, where it comes from, and what one may do with it."""
    model = _find(request, slug)
    versions = list(model.versions())
    latest = versions[0]
    access = access_to(latest.version, OPERATIONS, by=request.actor, project=request.GET.get("project", ""))
    return render(
        request,
        "registry/model.html",
        {
            "model": model,
            "versions": versions,
            "latest": latest,
            "lineage": lineage_of(latest, by=request.actor),
            "origins": origins_of(latest, by=request.actor),
            "access": access,
            "may_ask": access.may("infer"),
            "may_download": access.may("release_weights"),
            "may_promote": decide(request.actor, "promote", model.asset).allowed,
            "earlier": before_it(model),
            "may_freeze": decide(request.actor, "freeze", model.asset).allowed,
            "may_see_audit": decide(request.actor, "see_audit", model.asset).allowed,
        },
    )


@login_required
@require_GET
def model_file(request: ActingRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """One file of a version, for who may have its weights."""
    version = get_object_or_404(_find(request, slug).versions(), version__number=number)
    file = next((each for each in version.files.all() if each.name == name), None)
    if file is None:
        raise Http404
    project = project_called(request.GET.get("project", ""), by=request.actor)

    def give(part: slice) -> Iterator[bytes]:
        return stream_file(file, by=request.actor, project=project, part=part)

    return download(request, give, name=file.name, size=file.blob.size, sha256=file.blob.sha256)


def _find(request: ActingRequest, slug: str) -> Model:
    return get_object_or_404(visible(request.actor, Model.objects.told(), "discover"), asset__slug=slug)
