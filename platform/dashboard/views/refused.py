"""The page shown instead of what is not allowed: why, and what one can do now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from agreements.errors import NotAllowed
from agreements.policy import Explanation
from organizations.requests import ActingRequest


def refused(request: ActingRequest, exception: Exception) -> HttpResponse:
    """What every refusal of a page ends in (`handler403`)."""
    explained = None
    reasons = [str(exception)] if str(exception) else []
    if isinstance(exception, NotAllowed):
        explained = Explanation(exception.decision, request.actor, exception.operation, exception.resource)
        reasons = explained.sentences
    came_from = request.headers.get("referer", "")
    known = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    context = {
        "sentence": reasons[0] if reasons else _("You may not do this."),
        "more": reasons[1:],
        "explained": explained,
        "at": timezone.now(),
        "back": came_from if known else "/",
    }
    return render(request, "403.html", context, status=403)
