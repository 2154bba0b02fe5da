"""Where one is signed in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organizations.requests import ActingRequest
from organizations.services import end_session


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: ActingRequest) -> HttpResponse:
    """One's sessions; one of them, or all but this, ended at once."""
    here = request.session.session_key
    live = sorted(UserSession.objects.purge_and_list(request.user), key=lambda one: one.created_at, reverse=True)
    if request.method == "GET":
        told = {"sessions": [(one, one.session_key == here) for one in live], "others": len(live) > 1}
        return render(request, "usersessions/usersession_list.html", told)
    asked = request.POST.get("session", "")
    ended = [one for one in live if one.session_key != here and asked in {"others", str(one.pk)}]
    for one in ended:
        end_session(one, by=request.actor)
    if ended:
        messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")
