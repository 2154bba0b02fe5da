"""The report of a job that succeeded, and its spec to run it again."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from agreements.policy import visible
from jobs.models import Job
from organizations.requests import ActingRequest
from reports.comparing import MOST, compare_jobs
from reports.comparison_page import comparison_page, jobs_called
from reports.page import page_of
from reports.recipe import spec_of


@login_required
def report(request: ActingRequest, uid: UUID) -> HttpResponse:
    """What came of a job; one that has no results has its own page say why."""
    job = _find(request, uid)
    if not hasattr(job, "result"):
        return redirect(job)
    return render(request, "reports/report.html", page_of(job, by=request.actor))


@login_required
def spec(request: ActingRequest, uid: UUID) -> HttpResponse:
    """The spec that repeats the job."""
    job = get_object_or_404(Job.objects.filter(result__isnull=False), pk=_find(request, uid).pk)
    return JsonResponse(
        spec_of(job),
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


def _find(request: ActingRequest, uid: UUID) -> Job:
    return get_object_or_404(visible(request.actor, Job.objects.told(), "discover"), item__uid=uid)
