"""The incident page of a dataset or model: who used it, for those who answer for it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agreements.auditing.exporting import FORMATS
from agreements.auditing.incidents import export_uses, incident_of
from agreements.models import Asset
from agreements.policy import decide, require, visible
from agreements.views.audit import streamed
from organizations.requests import ActingRequest


@login_required
@require_safe
def incident(request: ActingRequest, kind: str, slug: str) -> HttpResponse:
    """Everything that was done with it, and with what was made from it."""
    asset = _find(request, kind, slug)
    context = {
        "asset": asset,
        "page": getattr(asset, kind).get_absolute_url(),
        "incident": incident_of(asset),
        "file": reverse(f"agreements:incident-{kind}-csv", args=[slug]),
        "freeze": reverse(f"agreements:freeze-{kind}", args=[slug])
        if decide(request.actor, "freeze", asset).allowed
        else "",
    }
    return render(request, "audit/incident.html", context)


@login_required
@require_safe
def incident_file(request: ActingRequest, kind: str, slug: str) -> StreamingHttpResponse:
    """Who did what how often, as CSV."""
    lines = export_uses(_find(request, kind, slug), by=request.actor)
    return streamed(lines, FORMATS["csv"][0], f"incident-{slug}.csv")


def _find(request: ActingRequest, kind: str, slug: str) -> Asset:
    known = visible(request.actor, Asset.objects.select_related("owner", kind), "discover")
    asset = get_object_or_404(known, kind=kind, slug=slug)
    require(request.actor, "see_audit", asset)
    return asset
