"""Duties: the list of one's own, the page of one with its certificate, and saying that it is done."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.downloads import attachment_of
from agreements.forms.duties import DutyForm
from agreements.keeping.derived import kept_under_others
from agreements.keeping.holdings import held_for
from agreements.models import Duty
from agreements.pages.obligations import told_duty
from agreements.policy import decide, visible
from agreements.services.duties import fulfil_duty, sha256_of
from organizations.requests import ActingRequest

if TYPE_CHECKING:
    from agreements.keeping.rows import ToldRow

NEVER = datetime.max.replace(tzinfo=UTC)


@login_required
@require_safe
def duties(request: ActingRequest) -> HttpResponse:
    """All duties of agreements that the reader may see, what is still to be done first."""
    rows = cast("list[ToldRow]", list(visible(request.actor, Duty.objects.told(), "discover")))
    rows.sort(key=lambda one: (one.fulfilled_at is not None, one.due_at or NEVER, one.pk))
    return render(request, "agreements/duties/list.html", {"duties": [told_duty(one, request.actor) for one in rows]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: ActingRequest, uid: UUID) -> HttpResponse:
    """One duty: what is to be deleted, what the platform itself holds of it, and how to say that it is done."""
    found = find(request, uid)
    form = DutyForm(request.POST, request.FILES) if request.method == "POST" else DutyForm()
    if request.method == "POST" and form.is_valid():
        try:
            fulfil_duty(found, note=form.cleaned_data["note"], file=form.cleaned_data["file"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The duty is fulfilled. Its certificate says what was deleted."))
            return redirect(found)
    told = told_duty(found, request.actor)
    context = {
        "told": told,
        "duty": found,
        "form": form,
        "may_fulfil": told.is_mine and decide(request.actor, "fulfil_duty", found).allowed,
        "held": held_for(found) if not found.fulfilled_at else [],
        "kept": [each.as_json() for each in kept_under_others(found)] if not found.fulfilled_at else [],
        "sha256": sha256_of(found) if found.certificate else "",
    }
    return render(request, "agreements/duties/duty.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def certificate(request: ActingRequest, uid: UUID) -> HttpResponse:
    """The certificate of a fulfilled duty as JSON, with the digest that the audit keeps."""
    found = get_object_or_404(visible(request.actor, Duty.objects.exclude(certificate=None), "discover"), uid=uid)
    response = JsonResponse({"certificate": found.certificate, "sha256": sha256_of(found)})
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.uid}.json"'
    return response


@login_required
@require_safe
def evidence(request: ActingRequest, uid: UUID) -> StreamingHttpResponse:
    """The file that was added as evidence, for the parties."""
    rows = visible(request.actor, Duty.objects.exclude(evidence=None).select_related("evidence"), "discover")
    found = get_object_or_404(rows, uid=uid)
    return attachment_of(found.evidence, name=found.evidence_name)


def find(request: ActingRequest, uid: UUID) -> Duty:
    """The duty, among those of agreements that the reader may see; else a 404."""
    return get_object_or_404(visible(request.actor, Duty.objects.told(), "discover"), uid=uid)
