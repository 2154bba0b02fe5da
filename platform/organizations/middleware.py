"""Whom a person acts for in a request, and the second factor that some roles ask for."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.actor import anonymous
from organizations.authentication import act
from organizations.models import Organization
from organizations.requests import ActingRequest

SESSION_KEY = "acting_for"
OPEN = frozenset({"organizations:acting_for", "organizations:leave", "dashboard:set_language", "dashboard:set_colours"})


class ActingFor:
    """Sets `request.actor`: for the organization chosen last, or the first one the person has a role in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            request.actor = anonymous()
            return self.get_response(request)
        mine = list(Organization.objects.of(request.user).with_unread_of(request.user).order_by("name"))
        chosen = request.session.get(SESSION_KEY)
        organization = next((one for one in mine if one.slug == chosen), mine[0] if mine else None)
        act(request, request.user, organization)
        request.organizations = mine
        return self.get_response(request)


class SecondFactor:
    """Lets people in only with a second factor where their role asks for one, or the organization they act for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: ActingRequest, *_view: Any) -> HttpResponse | None:
        """Send those who lack one to set it up. A token of theirs binds nobody, so it needs none."""
        if not request.actor.needs_second_factor or _is_open(request) or is_mfa_enabled(request.user):
            return None
        sentence = _("Your role or your organization asks for a second factor. Set one up to go on.")
        if request.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": sentence, "status": 403, "code": "second_factor_missing"}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, sentence)
        return redirect("mfa_index")


def _is_open(request: ActingRequest) -> bool:
    """Works before there is a second factor: one's own account, whom to act for, and how the pages look."""
    account = reverse("account_login").removesuffix("login/")
    if request.path.startswith(reverse("organizations:tokens")):
        return False
    match = request.resolver_match
    return request.path.startswith(account) or (match is not None and match.view_name in OPEN)
