"""Pages of datasets."""

from collections.abc import Iterator

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_safe

from agreements.downloads import download
from agreements.operations import Operation
from agreements.policy import decide, kept_back, visible
from catalog.access import access_to, project_called, sources_of
from catalog.album import SHOWN_INLINE, album_of
from catalog.fault_words import tell
from catalog.formats import Fault
from catalog.forms.facets import MOST_COUNTED
from catalog.forms.finding import CatalogueForm
from catalog.models import Dataset, DatasetVersion, Ingestion
from catalog.panels import panels_for
from catalog.profile_context import told_profile
from catalog.services import preview_rows, stream_file
from catalog.services.fusing_again import newer_parts
from catalog.sight import known_to, sight_of, uncut
from catalog.splitting import told_split
from catalog.telling import heads, tell_columns, tell_rows
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
    find = CatalogueForm(request.GET)
    page = find.found(request.actor, ON_A_PAGE).get_page(request.GET.get("page"))
    facets = find.facets(request.actor) if page.paginator.count <= MOST_COUNTED else []
    may_add = decide(request.actor, "add_asset", request.actor.organization).allowed
    drafts = Ingestion.objects.begun_by(request.actor).unfinished().order_by("-pk")[:ON_A_PAGE] if may_add else []
    context = {"page": page, "find": find, "facets": facets, "may_add": may_add, "drafts": drafts}
    return render(request, "catalog/list.html", context)


@csp_update(SHOWN_INLINE)  # type: ignore[arg-type]  # it thinks that no view takes a part of the address
@login_required
@require_safe
def dataset_page(request: ActingRequest, slug: str) -> HttpResponse:
    """A dataset: what it is, what one may do with it, and its first rows for who may look; the newest unless asked."""
    dataset = _find(request, slug)
    versions = list(dataset.versions())
    shown = _asked_for(versions, request.GET.get("version", ""))
    before = next((each for each in versions if each.version.number < shown.version.number), None)
    asked = request.GET.get("project", "")
    access = access_to(shown.version, OPERATIONS, by=request.actor, project=asked, files=uncut(shown))
    sight = sight_of(shown, known_to(request.actor, shown.version, project=access.project))
    rows = preview_rows(shown, by=request.actor, project=access.project) if access.may("preview") else None
    hides_classes = sight.hides(shown.label_column) or kept_back(request.actor, dataset.asset, [shown.version.number])
    may_add_version = decide(request.actor, "add_version", dataset.asset).allowed
    return render(
        request,
        "catalog/dataset.html",
        {
            "dataset": dataset,
            "versions": versions,
            "shown": shown,
            "is_latest": shown == versions[0],
            "classes": [] if hides_classes else shown.shares(),
            "split": told_split(shown),
            "access": access,
            "project_query": f"?project={access.project.slug}" if access.project else "",
            "may_train": access.project is not None and access.may("train") and shown.has_uses,
            "made_of": sources_of(shown, by=request.actor),
            "columns": tell_columns(shown.columns),
            "heads": heads(shown.columns),
            "rows": tell_rows(shown, rows) if rows is not None else None,
            "pictures": album_of(shown, rows) if rows else [],
            "repaired": [] if rows is None or sight.masked else [tell(Fault(*each)) for each in shown.repaired],
            "why_no_preview": access.why_not("preview"),
            "may_download": access.may("download"),
            "may_add_version": may_add_version,
            "newer_parts": newer_parts(shown, by=request.actor) if may_add_version and shown == versions[0] else [],
            "may_withdraw": decide(request.actor, "withdraw_rows", dataset.asset).allowed,
            "may_freeze": decide(request.actor, "freeze", dataset.asset).allowed,
            "may_see_audit": decide(request.actor, "see_audit", dataset.asset).allowed,
            "panels": panels_for(shown, request.actor),
            **told_profile(shown, before, access, sight, by=request.actor),
        },
    )


def _asked_for(versions: list[DatasetVersion], number: str) -> DatasetVersion:
    if not number:
        return versions[0]
    found = next((each for each in versions if str(each.version.number) == number), None)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def dataset_file(request: ActingRequest, slug: str, number: int, role: str) -> HttpResponseBase:
    """One file of a version, for who may download it."""
    version = get_object_or_404(_find(request, slug).versions(), version__number=number)
    file = next((each for each in version.files.all() if each.role == role), None)
    if file is None:
        raise Http404
    project = project_called(request.GET.get("project", ""), by=request.actor)

    def give(part: slice) -> Iterator[bytes]:
        return stream_file(file, by=request.actor, project=project, part=part)

    return download(request, give, name=file.name, size=file.blob.size, sha256=file.blob.sha256)


def _find(request: ActingRequest, slug: str) -> Dataset:
    return get_object_or_404(visible(request.actor, Dataset.objects.told(), "discover"), asset__slug=slug)
