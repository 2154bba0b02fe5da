"""The page on which an owner freezes an asset, after a look at what that breaks, or ends the freeze."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.forms.agreements import ReasonForm
from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import Asset
from agreements.policy import require, visible
from agreements.services.freezing import freeze_asset, unfreeze_asset
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: ActingRequest, kind: str, slug: str) -> HttpResponse:
    """Freeze what is not frozen; end the freeze of what is."""
    known = visible(request.actor, Asset.objects.select_related("owner", "frozen_by"), "discover")
    asset = get_object_or_404(known, kind=kind, slug=slug)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _carry_out(request, asset, form.cleaned_data["reason"])
    require(request.actor, "freeze", asset)
    broken = [] if asset.frozen_at else consequences_of(Cut(asset=asset), request.actor)
    context = {"asset": asset, "form": form, "broken": broken, "back": page_of(asset)}
    return render(request, "agreements/freezing/freeze.html", context, status=422 if form.errors else 200)


def _carry_out(request: ActingRequest, asset: Asset, reason: str) -> HttpResponse:
    try:
        if request.POST.get("deed") == "unfreeze":
            unfreeze_asset(asset, by=request.actor, reason=reason)
            messages.success(request, _("The freeze is over. What agreements allow is allowed again."))
        else:
            freeze_asset(asset, by=request.actor, reason=reason)
            messages.success(request, _("It is frozen under all agreements."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(page_of(asset))


def page_of(asset: Asset) -> str:
    """Where people read about it: the app above that has the dataset or model says it."""
    return str(getattr(asset, asset.kind).get_absolute_url())
