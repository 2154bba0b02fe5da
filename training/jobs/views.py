"""Pages of jobs."""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from agreements.errors import NotAllowed
from agreements.policy import decide, visible
from collaborations.models import Project
from jobs import telling
from jobs.curves import curves
from jobs.explaining import in_brief
from jobs.following import Standing, place_of_late, standing
from jobs.forms import JobForm
from jobs.models import Job
from jobs.priorities import PRIORITIES
from jobs.search_fields import field_at
from jobs.services import cancel_job, cancel_jobs, change_priority, pause_job, resume_job, retry_job, submit_job
from organizations.requests import ActingRequest

PAGE_SIZE = 50
DEEDS = ("cancel", "pause", "unpause", "retry", "prioritise")


@login_required
@require_safe
def job_list(request: ActingRequest) -> HttpResponse:
    """The jobs of projects in which the reader's organization takes part, newest first."""
    jobs = visible(request.actor, Job.objects.told().wholes(), "discover")
    page = Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("page"))
    why = in_brief(list(page), request.actor)
    rows = [{"job": job, "why": why.get(job.pk, "")} for job in page]
    going_on = next((job for job in page if not job.item.has_ended), None)
    may_cancel = going_on is not None and decide(request.actor, "cancel", going_on).allowed
    return render(request, "jobs/list.html", {"page": page, "rows": rows, "may_cancel": may_cancel})


@login_required
@require_safe
def job_page(request: ActingRequest, uid: UUID) -> HttpResponse:
    """One job: where it stands, why, what it said."""
    job = _find(request, uid)
    may = {deed: decide(request.actor, deed, job).allowed for deed in DEEDS}
    may["submit"] = decide(request.actor, "submit", job.project.undertaking).allowed
    told = {
        "settings": telling.settings(job),
        "trials": telling.trials(job),
        "asks": telling.asks(job),
        "priorities": PRIORITIES.items(),
    }
    return render(request, "jobs/job.html", _live(standing(job, request.actor)) | told | {"may": may})


@login_required
@require_safe
def job_live(request: ActingRequest, uid: UUID) -> HttpResponse:
    """The part of the page that changes while the job goes on; the whole page once more when it has ended.

    The log goes on behind the cursor `after`. Who has it all, by their `If-None-Match`, gets a 304.
    """
    job = _find(request, uid, among=Job.objects.select_related("item__organization"))  # a tenth of the price of all
    if job.item.has_ended:
        return HttpResponseClientRefresh()
    now = standing(job, request.actor, place_of_late(job))
    if unchanged := get_conditional_response(request, etag=now.etag):
        return unchanged
    after = request.GET.get("after", "")
    try:
        context = _live(now, after=after)
    except ValueError:  # no cursor of ours: the whole log again
        context = _live(now)
    answer = render(request, "jobs/live.html", context | {"is_swap": True})
    answer["ETag"] = now.etag
    return answer


@login_required
@require_POST
def job_cancel(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Cancel it and go back to its page."""
    job = _find(request, uid)
    cancel_job(job, by=request.actor)
    return redirect(job)


@login_required
@require_POST
def job_cancel_many(request: ActingRequest) -> HttpResponse:
    """Cancel those that are ticked, and say which were not, and why."""
    jobs = visible(request.actor, Job.objects.told(), "discover")
    chosen = list(jobs.filter(item__uid__in=_uids(request.POST.getlist("job"))))
    left = cancel_jobs(chosen, by=request.actor)
    if stopped := len(chosen) - len(left):
        words = ngettext("%(count)d job is cancelled.", "%(count)d jobs are cancelled.", stopped)
        messages.success(request, words % {"count": stopped})
    for one in left:
        messages.warning(request, _("%(job)s was not cancelled. %(why)s") % {"job": one.job, "why": one.why})
    if not chosen:
        messages.warning(request, _("No job was ticked, so none was cancelled."))
    return redirect("jobs:list")


@login_required
@require_POST
def job_pause(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Pause it and go back to its page."""
    return _do(request, uid, partial(pause_job, note=request.POST.get("note", "").strip()))


@login_required
@require_POST
def job_resume(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Let it go on and go back to its page."""
    return _do(request, uid, resume_job)


@login_required
@require_POST
def job_retry(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Have it tried again and go back to its page."""
    return _do(request, uid, retry_job)


@login_required
@require_POST
def job_priority(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Set its priority and go back to its page."""
    return _do(request, uid, partial(change_priority, priority=request.POST.get("priority", "")))


@login_required
@require_http_methods(["GET", "POST"])
def job_new(request: ActingRequest, slug: str) -> HttpResponse:
    """Choose a model, a dataset and settings, and queue the job."""
    projects = Project.objects.select_related("undertaking")
    project = get_object_or_404(visible(request.actor, projects, "discover"), undertaking__slug=slug)
    clone_of = _clone_of(request)
    chosen: dict[str, Any] = {"project": project, "actor": request.actor, "clone_of": clone_of}
    form = JobForm(request.POST or None, dataset=request.GET.get("dataset", ""), **chosen)
    only_looks = "look" in request.POST  # to see what fits what was chosen
    if only_looks:
        form = JobForm(initial=request.POST.dict(), **chosen)
    context: dict[str, Any] = {"project": project, "form": form}
    if request.method == "POST" and not only_looks and form.is_valid():
        try:
            return redirect(_submit(form))
        except NotAllowed as no:
            context["reasons"] = no.decision.sentences(request.actor)
        except ValidationError as error:
            _show(form, error)
    may = decide(request.actor, "submit", project.undertaking)
    context["may_submit"] = may.allowed
    context.setdefault("reasons", may.sentences(request.actor))
    return render(request, "jobs/new.html", context)


def _submit(form: JobForm) -> Job:
    chosen = form.cleaned_data
    return submit_job(
        project=form.project,
        model=chosen["model"],
        dataset=chosen["dataset"],
        spec=form.spec(),
        name=chosen["name"],
        by=form.actor,
        wishes=form.wishes(),
        helpers=form.helpers(),
        clone_of=form.clone_of,
    )


def _show(form: JobForm, error: ValidationError) -> None:
    """Each fault at its field."""
    faults = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, sentences in faults.items():
        form.add_error(field_at(name.removeprefix("spec."), form.fields), sentences)


def _clone_of(request: ActingRequest) -> Job | None:
    """The job that a new one takes its settings from, if one is named that the reader may know of."""
    named = _uids([request.POST.get("clone_of") or request.GET.get("from", "")])
    return visible(request.actor, Job.objects.told(), "discover").filter(item__uid__in=named).first()


def _uids(given: list[str]) -> list[UUID]:
    """Those that are identifiers at all."""
    found = []
    for one in given:
        with suppress(ValueError):
            found.append(UUID(one))
    return found


def _do(request: ActingRequest, uid: UUID, deed: Callable[..., Job]) -> HttpResponse:
    """Do it, or say why it can't be done, on the job's page."""
    job = _find(request, uid)
    try:
        deed(job, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(job)


def _find(request: ActingRequest, uid: UUID, *, among: QuerySet[Job] | None = None) -> Job:
    jobs = Job.objects.told() if among is None else among
    return get_object_or_404(visible(request.actor, jobs, "discover"), item__uid=uid)


def _live(now: Standing, *, after: str = "") -> dict[str, Any]:
    """What changes on the page of a job for a reader who has its log up to `after`."""
    item = now.job.item
    return {
        "job": now.job,
        "item": item,
        "why": now.why,
        "timeline": telling.timeline(now.job),
        "log": telling.log(item, after=after, until=now.cursor),
        "curves": curves(item),
        "after": after,
        "cursor": now.cursor,
        "headers": json.dumps({"If-None-Match": now.etag}),
    }
