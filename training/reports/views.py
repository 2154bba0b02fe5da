"""The report of a job that succeeded, and its spec to run it again."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from agreements.policy import visible
from jobs.models import Job
from organizations.requests import ActingRequest
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


def _find(request: ActingRequest, uid: UUID) -> Job:
    return get_object_or_404(visible(request.actor, Job.objects.told(), "discover"), item__uid=uid)
