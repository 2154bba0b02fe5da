"""Pages on which a model comes in: an archive is brought, and where it stands."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from agreements.policy import require
from organizations.requests import ActingRequest
from registry.arrival_words import why_not_in
from registry.forms import ModelForm
from registry.models import Arrival
from work.services.waiting import position


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def model_new(request: ActingRequest) -> HttpResponse:
    """Bring an archive that is to be a model."""
    require(request.actor, "add_asset", request.actor.organization)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ModelForm(*given, actor=request.actor)
    if form.is_valid() and (arrival := form.save()):
        return redirect(arrival)
    return render(request, "registry/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def arrival_page(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Where a model on its way in stands; once it is there, its page."""
    arrival = get_object_or_404(Arrival.objects.begun_by(request.actor), uid=uid)
    require(request.actor, "add_asset", arrival.organization)
    if "HX-Request" in request.headers and arrival.state != "looking":
        return HttpResponseClientRefresh()
    if arrival.version:
        return redirect(arrival.version.model)
    waits = position(arrival.item).sentences if arrival.item.state == "queued" else []
    told = {"arrival": arrival, "waits": waits, "faults": why_not_in(arrival)}
    return render(request, "registry/arrival.html", told)
