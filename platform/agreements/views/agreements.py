"""The list of agreements, and the page of one: what was agreed, who keeps it, where it stands and what can be done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agreements.forms.agreements import ReasonForm
from agreements.models import Agreement, WorkingCopy
from agreements.pages.agreement import page_of
from agreements.pages.deeds import DEEDS
from agreements.pages.life import standing
from agreements.policy import decide, visible
from agreements.services.talking import note_reading
from agreements.services.versions import current_of
from organizations.requests import ActingRequest

ON_A_PAGE = 25


@login_required
@require_safe
def agreements(request: ActingRequest) -> HttpResponse:
    """The agreements of the organization acted for, newest first."""
    rows = visible(request.actor, Agreement.objects.all(), "discover")
    rows = rows.select_related("current_version").prefetch_related("parties__organization").order_by("-id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "copies": WorkingCopy.objects.of(request.actor).to_go_on_with(),
        "page": page,
        "listed": [(one, standing(one)) for one in page],
        "may_draft": decide(request.actor, "draft_agreement", request.actor.organization).allowed,
    }
    return render(request, "agreements/list.html", context)


@login_required
@require_safe
def agreement(request: ActingRequest, slug: str) -> HttpResponse:
    """One agreement."""
    found = find(request, slug)
    note_reading(current_of(found), by=request.actor)
    return render(request, "agreements/agreement.html", page_of(found, request.actor))


@login_required
@require_POST
def act(request: ActingRequest, slug: str, deed: str) -> HttpResponse:
    """Do one of the deeds of the page: propose, agree, suspend, …"""
    found, chosen = find(request, slug), DEEDS[deed]
    form = ReasonForm(request.POST)
    if chosen.asks_reason and not form.is_valid():
        context = {**page_of(found, request.actor), "faulty": deed, "form": form}
        return render(request, "agreements/agreement.html", context, status=422)
    try:
        reason = form.cleaned_data["reason"] if chosen.asks_reason else ""
        found = chosen.carry_out(found, by=request.actor, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(chosen.done))
    return redirect(found)


def find(request: ActingRequest, slug: str) -> Agreement:
    """The agreement, among those that the reader may see; else a 404."""
    seen = visible(request.actor, Agreement.objects.select_related("current_version"), "discover")
    return get_object_or_404(seen, slug=slug)
