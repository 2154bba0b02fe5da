"""The audit: what was done and refused in the name of the organization acted for."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.forms import AuditFilter
from agreements.policy import require
from agreements.telling import deed_in_words, told
from audit.models import Event
from organizations.requests import ActingRequest

ON_A_PAGE = 50


@login_required
@require_safe
def audit(request: ActingRequest) -> HttpResponse:
    """The organization's events, newest first; `verb` keeps only one kind of deed."""
    organization = request.actor.organization
    require(request.actor, "see_audit", organization)
    events = Event.objects.filter(organization_id=organization.pk if organization else None)
    verbs = events.order_by("verb").values_list("verb", flat=True).distinct()
    form = AuditFilter(request.GET, deeds=[(verb, deed_in_words(verb)) for verb in verbs])
    verb = form.cleaned_data["verb"] if form.is_valid() else ""
    if verb:
        events = events.filter(verb=verb)
    page = Paginator(events.order_by("-id"), ON_A_PAGE).get_page(request.GET.get("page"))
    query = f"{urlencode({'verb': verb})}&" if verb else ""
    context = {"form": form, "page": page, "query": query, "told": [told(event, request.actor) for event in page]}
    return render(request, "audit/events.html", context)
