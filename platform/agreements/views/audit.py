"""The audit: what a person did, their organization, or what concerns one agreement, asset or project."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.auditing.exporting import FORMATS
from agreements.auditing.exporting import export as lines_of
from agreements.auditing.filters import AuditFilter
from agreements.auditing.paging import page_of
from agreements.auditing.reading import told_all
from agreements.models import Agreement, Asset, Undertaking
from agreements.pages.places import address_of
from agreements.policy import visible
from audit.models import Seal
from organizations.actor import Actor
from organizations.requests import ActingRequest

ON_A_PAGE = 50


@login_required
@require_safe
def audit(request: ActingRequest) -> HttpResponse:
    """Events, newest first."""
    form = AuditFilter(request.GET, reader=request.actor)
    page = page_of(form, ON_A_PAGE)
    about = form.cleaned_data.get("about")
    context = {
        "form": form,
        "told": told_all(page.events, request.actor),
        "older": page.older and form.query(before=page.older),
        "newer": page.newer and form.query(after=page.newer),
        "tabs": [] if about else [(one.label, form.query(scope=one), one == form.whose) for one in form.scopes],
        "about": about and thing_called(about, request.actor),
        "everything": form.query(about=""),
        "files": [(name, form.query(format=name)) for name in FORMATS],
        "sealed": Seal.objects.order_by("-number").values("number", "at").first(),
    }
    return render(request, "audit/events.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_safe
def export(request: ActingRequest) -> HttpResponse | StreamingHttpResponse:
    """The same events as a file, written while they are read."""
    form, file_format = AuditFilter(request.GET, reader=request.actor), request.GET.get("format", "")
    if file_format not in FORMATS or not form.is_valid():
        raise Http404
    return streamed(lines_of(form, file_format), FORMATS[file_format][0], f"audit.{file_format}")


def streamed(lines: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


def thing_called(uid: UUID, reader: Actor) -> dict[str, Any] | None:
    """The agreement, asset or project with this uid, when the reader may know of it: its name and address."""
    for model in (Agreement, Asset, Undertaking):
        found: Any = visible(reader, model._default_manager.all(), "discover").filter(uid=uid).first()
        if found is not None:
            return {"name": str(found), "url": address_of(found)}
    return None
