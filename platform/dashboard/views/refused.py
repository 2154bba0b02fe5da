"""The page shown instead of what is not allowed: why, and what one can do now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from agreements.errors import NotAllowed
from organizations.requests import ActingRequest


def refused(request: ActingRequest, exception: Exception) -> HttpResponse:
    """What every refusal of a page ends in (`handler403`)."""
    reasons, agreement = [], None
    if isinstance(exception, NotAllowed):
        reasons = [reason.sentence(request.actor) for reason in exception.decision.reasons]
        agreement = exception.decision.agreement
    elif str(exception):
        reasons = [str(exception)]
    came_from = request.headers.get("referer", "")
    known = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    context = {
        "sentence": reasons[0] if reasons else _("You may not do this."),
        "more": reasons[1:],
        "agreement": agreement,
        "at": timezone.now(),
        "back": came_from if known else "/",
    }
    return render(request, "403.html", context, status=403)
