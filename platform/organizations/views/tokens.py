"""One's tokens, and the choice of whom to act for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.tokens import ActingForForm, TokenForm
from organizations.middleware import SESSION_KEY
from organizations.models import Organization, Token
from organizations.requests import ActingRequest
from organizations.services import revoke_token


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
