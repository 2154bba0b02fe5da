"""The keys that an organization signs with: everybody may compare them, its owner changes them."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.forms.signing import KeyForm
from agreements.models import OrganizationKey
from agreements.policy import decide, require, visible
from agreements.services.keys import register_key, retire_key
from organizations.models import Organization
from organizations.requests import ActingRequest


@login_required
@require_safe
def keys(request: ActingRequest, slug: str) -> HttpResponse:
    """The key in use and the retired ones, by their fingerprints."""
    return _page(request, _organization(request, slug), KeyForm())


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def register(request: ActingRequest, slug: str) -> HttpResponse:
    """Register the organization's own public key."""
    organization, form = _organization(request, slug), KeyForm(request.POST)
    require(request.actor, "register_key", organization)
    if form.is_valid():
        try:
            register_key(organization, form.cleaned_data["public_key"], by=request.actor)
        except ValidationError as error:
            form.add_error("public_key", error)
        else:
            messages.success(request, _("From now on your organization signs with this key, outside this platform."))
            return redirect("agreements:keys", slug)
    return _page(request, organization, form, status=422)


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def retire(request: ActingRequest, slug: str) -> HttpResponse:
    """Sign no more with the key in use."""
    try:
        retire_key(_organization(request, slug), by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The key is retired. What it signed goes on holding."))
    return redirect("agreements:keys", slug)


def _organization(request: ActingRequest, slug: str) -> Organization:
    return get_object_or_404(visible(request.actor, Organization.objects.all(), "discover"), slug=slug)


def _page(request: ActingRequest, organization: Organization, form: KeyForm, status: int = 200) -> HttpResponse:
    known = visible(request.actor, OrganizationKey.objects.filter(organization=organization), "discover")
    decision = decide(request.actor, "register_key", organization)
    context = {
        "organization": organization,
        "keys": list(known),
        "form": form,
        "may": decision.allowed,
        "why_not": "" if decision.allowed else decision.sentences(request.actor)[0],
    }
    return render(request, "agreements/signing/keys.html", context, status=status)
