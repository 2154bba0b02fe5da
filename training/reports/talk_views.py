"""The talk about a report on its page: comments, answers, and the parties' reviews."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.policy import visible
from jobs.models import Job
from organizations.actor import Actor
from organizations.requests import ActingRequest
from reports.forms import CommentForm, ReviewForm
from reports.models import Comment
from reports.page import page_of
from reports.services import comment_on_report, review_report
from reports.views import find_reported


@login_required
@require_POST
def comment(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Begin a thread about a part of the report, or answer in one."""
    job, form = find_reported(request.actor, uid), CommentForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        first = answered(job, said["answers"], by=request.actor) if said["answers"] else None
        try:
            comment_on_report(job, said["text"], part=said["part"], answers=first, by=request.actor)
        except ValidationError as error:  # the report was signed off meanwhile
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Your comment stands beside the report."))
        return redirect(f"{reverse('reports:report', args=[uid])}#talk")
    return _page(request, job, form)


@login_required
@require_POST
def review(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Sign the report off for one's organization, or say what has to change first."""
    job, form = find_reported(request.actor, uid), ReviewForm(request.POST)
    if form.is_valid():
        try:
            done = review_report(job, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            said = {"organization": done.organization, "verdict": done.get_verdict_display()}
            messages.success(request, _("For %(organization)s: %(verdict)s.") % said)
            return redirect(f"{reverse('reports:report', args=[uid])}#sign-off")
    return _page(request, job, CommentForm(), review=form)


def answered(job: Job, uid: UUID, *, by: Actor) -> Comment:
    """The comment on this report that is answered; else a 404."""
    return get_object_or_404(visible(by, Comment.objects.filter(job=job), "discover"), uid=uid)


def _page(request: ActingRequest, job: Job, form: CommentForm, *, review: Form | None = None) -> HttpResponse:
    told = page_of(job, by=request.actor) | {"form": form, "review_form": review}
    return render(request, "reports/report.html", told, status=422)
