"""The report of a job that succeeded, its spec to run it again, and the report as a file."""

from uuid import UUID

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from agreements.policy import visible
from catalog.album import SHOWN_INLINE
from jobs.models import Job
from organizations.actor import Actor
from organizations.requests import ActingRequest
from reports.comparing import MOST, compare_jobs
from reports.comparison_page import comparison_page, jobs_called
from reports.exports import export_report
from reports.forms import CommentForm
from reports.page import page_of
from reports.recipe import spec_of


@csp_update(SHOWN_INLINE)  # type: ignore[arg-type]  # it thinks that no view takes a part of the address
@login_required
def report(request: ActingRequest, uid: UUID) -> HttpResponse:
    """What came of a job; one that has no results has its own page say why."""
    job = _find(request, uid)
    if not hasattr(job, "result"):
        return redirect(job)
    return render(request, "reports/report.html", page_of(job, by=request.actor) | {"form": CommentForm()})


@login_required
@require_safe
def export(request: ActingRequest, uid: UUID, form: str) -> FileResponse:
    """The report to take along."""
    site = request.build_absolute_uri("/").rstrip("/")
    return export_report(find_reported(request.actor, uid), form, by=request.actor, site=site)


@login_required
def spec(request: ActingRequest, uid: UUID) -> HttpResponse:
    """The spec that repeats the job."""
    return JsonResponse(
        spec_of(find_reported(request.actor, uid)),
        json_dumps_params={"indent": 1},
        headers={"Content-Disposition": 'attachment; filename="spec.json"'},
    )


@login_required
@require_safe
def compare(request: ActingRequest) -> HttpResponse:
    """Runs side by side; with fewer than two, those that one could choose."""
    asked = request.GET.getlist("job")[:MOST]
    chosen = jobs_called(asked, by=request.actor)
    comparison = compare_jobs(chosen, by=request.actor) if len(chosen) > 1 else None
    return render(request, "reports/compare.html", comparison_page(comparison, chosen, by=request.actor))


def find_reported(by: Actor, uid: UUID) -> Job:
    """The job with results that `by` may know of; else a 404."""
    reported = visible(by, Job.objects.told().filter(result__isnull=False), "discover")
    return get_object_or_404(reported, item__uid=uid)


def _find(request: ActingRequest, uid: UUID) -> Job:
    return get_object_or_404(visible(request.actor, Job.objects.told(), "discover"), item__uid=uid)
