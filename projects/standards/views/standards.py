"""Pages of a project's standards: all of them, one, and its next version."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.policy import decide, require
from collaborations.views.projects import find
from organizations.requests import ActingRequest
from standards.contributions import standards_of
from standards.finding import find_draft, find_standard, find_version
from standards.forms.standards import CheckForm, DeprecationForm, DraftForm, NewStandardForm, as_it_stands
from standards.models import Standard
from standards.saying import said_of
from standards.services import agree_to_standard, drop_draft
from standards.services.publishing import missing_for
from standards.standing import conforming, draft_of, newest

VERSIONS_COMPARED = 4


@login_required
@require_safe
def standard_list(request: ActingRequest, slug: str) -> HttpResponse:
    """The standards of a project, and what conforms to those that apply."""
    project = find(request, slug)
    standards = standards_of(project, request.actor)
    applying = [version for standard in standards if (version := newest(standard))]
    context = {
        "project": project,
        "standards": [(standard, newest(standard), draft_of(standard)) for standard in standards],
        "versions": applying,
        "rows": conforming(applying, request.actor),
        "may_write": decide(request.actor, "write_standard", project.undertaking).allowed,
    }
    return render(request, "standards/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, slug: str) -> HttpResponse:
    """Begin a standard of the project."""
    project = find(request, slug)
    require(request.actor, "write_standard", project.undertaking)
    form = NewStandardForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (begun := form.save(project, by=request.actor)):
        return redirect("standards:draft", slug, begun.uid)
    context = {"project": project, "form": form}
    return render(request, "standards/new.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def standard(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """One standard: what a version of it asks, what conforms to it, and what waits for the reader."""
    return page(request, find_standard(request.actor, uid, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Write the next version, or write its draft anew."""
    standard = find_standard(request.actor, uid, slug)
    require(request.actor, "write_standard", standard)
    sent = request.POST if request.method == "POST" else None
    form = DraftForm(sent, standard=standard, actor=request.actor, initial=as_it_stands(standard))
    if sent is not None and form.is_valid() and form.save(by=request.actor):
        return redirect(find_draft(standard).get_absolute_url())
    context = {"standard": standard, "project": standard.project, "form": form}
    return render(request, "standards/draft.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Take the draft away."""
    standard = find_standard(request.actor, uid, slug)
    require(request.actor, "write_standard", standard)
    drop_draft(find_draft(standard).standard, by=request.actor)
    return redirect(standard)


@login_required
@require_POST
def agree(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Agree to the draft as it was read."""
    standard = find_standard(request.actor, uid, slug)
    require(request.actor, "agree_standard", standard)
    try:
        version = agree_to_standard(standard, sha256=request.POST.get("sha256", ""), by=request.actor)
    except ValidationError as faults:
        return page(request, standard, faults=faults.messages)
    return redirect(version.get_absolute_url())


@login_required
@require_POST
def deprecate(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Say that a version should be used no more."""
    standard = find_standard(request.actor, uid, slug)
    require(request.actor, "agree_standard", standard)
    version, form = find_version(standard, request.POST.get("version", "")), DeprecationForm(request.POST)
    if form.is_valid() and form.save(version, by=request.actor):
        return redirect(version.get_absolute_url())
    return page(request, standard, number=version.number, deprecation_form=form)


def page(
    request: ActingRequest, standard: Standard, *, number: str = "", faults: list[str] | None = None, **sent: forms.Form
) -> HttpResponse:
    """The page of a standard, with what was sent and is faulty in the place of its form."""
    versions = list(standard.versions.told())
    named = number or request.GET.get("version", "")
    shown = find_version(standard, named) if named else newest(standard) or (versions[0] if versions else None)
    published = [version for version in versions if not version.is_draft][:VERSIONS_COMPARED]
    waiting = next((version for version in versions if version.is_draft), None)
    missing = missing_for(waiting) if waiting else []
    may_agree = decide(request.actor, "agree_standard", standard).allowed
    may_check = bool(published) and decide(request.actor, "check_standard", standard).allowed
    context: dict[str, Any] = {
        "standard": standard,
        "project": standard.project,
        "versions": versions,
        "shown": shown,
        "said": said_of(shown) if shown else None,
        "published": published,
        "rows": conforming(published, request.actor),
        "waiting": waiting,
        "missing": missing,
        "faults": faults,
        "may_write": decide(request.actor, "write_standard", standard).allowed,
        "may_agree": may_agree and request.actor.organization in missing,
    }
    if may_check:
        context["check_form"] = CheckForm(standard=standard, actor=request.actor)
    if may_agree and shown and shown.state == shown.State.PUBLISHED:
        context["deprecation_form"] = DeprecationForm()
    status = 422 if sent or faults else 200
    return render(request, "standards/standard.html", context | sent, status=status)
