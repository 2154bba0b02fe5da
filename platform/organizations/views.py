"""Pages of organizations, of one's tokens, and the choice of whom to act for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from organizations.forms import ActingForForm, MemberForm, RoleForm, TokenForm
from organizations.gate import may, require, visible
from organizations.middleware import SESSION_KEY
from organizations.models import Organization, Token
from organizations.people import people_of
from organizations.requests import ActingRequest
from organizations.services import remove_role, revoke_token


@login_required
@require_http_methods(["GET", "POST"])
def organization(request: ActingRequest, slug: str) -> HttpResponse:
    """An organization: what everybody may know, and for its own people who they are and in which roles."""
    found = _find(request, slug)
    may_manage = may(request.actor, "manage_members", found)
    form = MemberForm(request.POST if request.method == "POST" else None, organization=found)
    if request.method == "POST":
        require(request.actor, "manage_members", found)
    if form.is_valid():
        person = form.save(by=request.actor)
        messages.success(
            request,
            _("%(person)s now acts for %(organization)s.") % {"person": person, "organization": found},
        )
        return redirect(found)
    return render(
        request,
        "organizations/organization.html",
        {
            "organization": found,
            "people": people_of(found) if found == request.actor.organization else None,
            "form": form,
            "may_manage": may_manage,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def take_role(request: ActingRequest, slug: str) -> HttpResponse:
    """Take a role from a person."""
    found = _find(request, slug)
    require(request.actor, "manage_members", found)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a person and a role of theirs."))
        return redirect(found)
    person = get_object_or_404(
        User.objects.filter(memberships__group__org_role__organization=found).distinct(),
        uid=form.cleaned_data["person"],
    )
    try:
        remove_role(found, person, form.cleaned_data["role"], by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: ActingRequest) -> HttpResponse:
    """One's tokens, and a form to make one; its secret is on the page that answers the form, and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = secret = None
    if form.is_valid():
        made, secret = form.save(by=request.actor)
        form = TokenForm()
    return render(
        request,
        "organizations/tokens.html",
        {
            "tokens": Token.objects.filter(user=request.actor.user).select_related("organization"),
            "form": form,
            "made": made,
            "secret": secret,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def token_revoke(request: ActingRequest, uid: str) -> HttpResponse:
    """Make one of one's tokens useless."""
    token = get_object_or_404(Token, user=request.user, uid=uid)
    revoke_token(token, by=request.actor)
    messages.success(request, _("“%(token)s” no longer opens anything.") % {"token": token})
    return redirect("organizations:tokens")


@login_required
@require_POST
def acting_for(request: ActingRequest) -> HttpResponse:
    """Act for another of one's organizations from now on."""
    form = ActingForForm(request.POST)
    if form.is_valid():
        mine = Organization.objects.of(request.user)
        chosen = get_object_or_404(mine, slug=form.cleaned_data["organization"])
        request.session[SESSION_KEY] = chosen.slug
    onwards = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onwards, {request.get_host()}, require_https=request.is_secure())
    return redirect(onwards if safe else "/")


def _find(request: ActingRequest, slug: str) -> Organization:
    return get_object_or_404(visible(request.actor, Organization.objects.all()), slug=slug)
