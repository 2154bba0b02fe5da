"""Pages on which data comes in: a file is brought, what was seen of it is corrected and confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from agreements.policy import require, visible
from catalog.draft_words import why_failed
from catalog.fault_words import tell
from catalog.forms import DatasetForm, DraftForm, VersionForm
from catalog.models import Dataset, Ingestion
from catalog.services.ingestions import confirm_ingestion, leave_ingestion, look_again
from catalog.telling import heads, tell_row
from organizations.requests import ActingRequest
from work.services.waiting import position

UNDER_WAY = ("looking", "bringing")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dataset_new(request: ActingRequest) -> HttpResponse:
    """Bring a file that is to be a dataset."""
    require(request.actor, "add_asset", request.actor.organization)
    form = DatasetForm(*_given(request), actor=request.actor)
    if form.is_valid() and (draft := form.save()):
        return redirect("catalog:draft", draft.uid)
    return render(request, "catalog/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dataset_version_new(request: ActingRequest, slug: str) -> HttpResponse:
    """Bring a file that is to be the next version of a dataset."""
    dataset = get_object_or_404(visible(request.actor, Dataset.objects.told(), "discover"), asset__slug=slug)
    require(request.actor, "add_version", dataset.asset)
    form = VersionForm(*_given(request), actor=request.actor)
    if form.is_valid() and (draft := form.save(dataset)):
        return redirect("catalog:draft", draft.uid)
    told = {"form": form, "dataset": dataset, "latest": dataset.latest}
    return render(request, "catalog/version_new.html", told, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: ActingRequest, uid: UUID) -> HttpResponse:
    """What was seen of the file; corrected and confirmed here. A draft that is done leads to its dataset."""
    draft = _find(request, uid)
    if draft.version:
        return redirect(draft.version.dataset)
    guess = draft.guessed
    form = DraftForm(*_given(request)[:1], guess=guess) if guess and draft.awaits_word else None
    if request.method == "POST":
        if form is None:
            messages.error(request, _("This draft waits for no word: it is being worked on, or done."))
            return redirect("catalog:draft", uid)
        if form.is_valid():
            return _go_on(request, draft, form)
    status = 422 if form and form.errors else 200
    return render(request, "catalog/draft.html", _told(draft) | {"form": form}, status=status)


@login_required
@require_safe
def draft_live(request: ActingRequest, uid: UUID) -> HttpResponse:
    """The part of the page that changes while the file is read; then the whole page once more."""
    draft = _find(request, uid)
    if draft.state not in UNDER_WAY:
        return HttpResponseClientRefresh()
    return render(request, "catalog/draft_live.html", _told(draft))


@login_required
@require_POST
def draft_leave(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Throw the file away."""
    draft = _find(request, uid)
    try:
        leave_ingestion(draft, by=request.actor)
    except ValidationError as late:
        messages.error(request, " ".join(late.messages))
        return redirect("catalog:draft", uid)
    messages.success(request, _("“%(name)s” is thrown away.") % {"name": draft.name})
    return redirect(draft.dataset or "catalog:list")


def _given(request: ActingRequest) -> tuple[Any, ...]:
    """What a form was sent; nothing where it is only to be shown."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _find(request: ActingRequest, uid: UUID) -> Ingestion:
    return get_object_or_404(Ingestion.objects.begun_by(request.actor), uid=uid)


def _go_on(request: ActingRequest, draft: Ingestion, form: DraftForm) -> HttpResponse:
    go_on = look_again if form.reads_otherwise else confirm_ingestion
    try:
        go_on(draft, form.guess, by=request.actor)
    except ValidationError as late:
        messages.error(request, " ".join(late.messages))
    return redirect("catalog:draft", draft.uid)


def _told(draft: Ingestion) -> dict[str, Any]:
    item, columns = draft.item, draft.guess.get("columns", [])
    return {
        "draft": draft,
        "faults": [tell(fault) for fault in draft.found_faults],
        "why": why_failed(draft) if draft.state == "failed" else "",
        "waits": position(item).sentences if item.state == "queued" else [],
        "done": round(100 * item.progress.get("done", 0)),
        "heads": heads(columns),
        "rows": [(at, tell_row(row, columns)) for at, row in enumerate(draft.head, 1)],
    }
