"""The ways in: the link of an invitation, and an organization's own sign-on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.addresses import proved_addresses
from organizations.adapters import INVITED
from organizations.checks import domain_of
from organizations.finding import find_organization
from organizations.forms.sign_on import FindSignOnForm, SignOnForm
from organizations.gate import require
from organizations.middleware import SESSION_KEY
from organizations.models import Invitation, Organization, SignOn
from organizations.requests import ActingRequest
from organizations.services import accept_invitation, find_invitation, is_invited, remove_sign_on, set_sign_on


@never_cache
@require_GET
def invitation(request: ActingRequest, secret: str) -> HttpResponse:
    """The link out of the mail: who is signed in with that address goes on, others sign in or make an account."""
    found = find_invitation(secret)
    if found is not None:
        request.session[INVITED] = secret
        if is_invited(found, request.actor):
            return redirect("organizations:accept", found.uid)
    return render(request, "organizations/invitation.html", {"invitation": found}, status=200 if found else 404)


@login_required
@require_http_methods(["GET", "POST"])
def accept(request: ActingRequest, uid: str) -> HttpResponse:
    """Read what one is invited to, and accept it."""
    mine = Invitation.objects.addressed_to(proved_addresses(request.user)).select_related("organization", "invited_by")
    found = get_object_or_404(mine, uid=uid)
    if request.method == "GET":
        return render(request, "organizations/accept.html", {"invitation": found})
    try:
        joined = accept_invitation(found, by=request.actor)
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
        return redirect("organizations:list")
    request.session.pop(INVITED, None)
    request.session[SESSION_KEY] = joined.slug
    messages.success(request, _("You act for %(organization)s now.") % {"organization": joined})
    return redirect(joined)


@require_GET
def find_sign_on(request: ActingRequest) -> HttpResponse:
    """The way to the sign-on of the organization whose domain an address has; nothing about the address itself."""
    form = FindSignOnForm(request.GET or None)
    organization, asked = None, form.is_valid()
    if asked:
        domain = domain_of(form.cleaned_data["email"])
        organization = (
            Organization.objects.verified()
            .filter(domains__name=domain, domains__proved_at__isnull=False, sign_on__isnull=False)
            .first()
        )
    return render(
        request, "organizations/find_sign_on.html", {"form": form, "organization": organization, "asked": asked}
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sign_on(request: ActingRequest, slug: str) -> HttpResponse:
    """Where the organization's people sign in, for its owners and the platform's staff to set."""
    found = find_organization(request.actor, slug)
    require(request.actor, "set_sign_on", found)
    set_now = SignOn.objects.filter(organization=found).first()
    initial = {"issuer": set_now.issuer, "client_id": set_now.client_id} if set_now else None
    form = SignOnForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            set_sign_on(found, by=request.actor, **form.cleaned_data)
        except ValidationError as fault:
            for name, faults in getattr(fault, "error_dict", {None: fault.messages}).items():
                form.add_error(name if name in form.fields else None, faults)
        else:
            messages.success(request, _("People of %(organization)s can sign in there now.") % {"organization": found})
            return redirect("organizations:sign_on", found.slug)
    told = {"organization": found, "form": form, "sign_on": set_now, "callback": _callback(request, found)}
    return render(request, "organizations/sign_on.html", told, status=422 if form.errors else 200)


@login_required
@require_POST
def end_sign_on(request: ActingRequest, slug: str) -> HttpResponse:
    """Let nobody sign in there any more."""
    found = find_organization(request.actor, slug)
    remove_sign_on(found, by=request.actor)
    messages.success(request, _("%(organization)s has no sign-on of its own any more.") % {"organization": found})
    return redirect("organizations:sign_on", found.slug)


def _callback(request: ActingRequest, organization: Organization) -> str:
    return request.build_absolute_uri(reverse("openid_connect_callback", args=[organization.slug]))
