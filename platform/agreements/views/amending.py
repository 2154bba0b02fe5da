"""New terms for an agreement in force: a draft that begins with the terms of today."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.policy import require
from agreements.services.amending import amend_agreement
from agreements.services.grace import grace_days
from agreements.services.versions import current_of
from agreements.terms import in_todays_form
from agreements.views.agreements import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: ActingRequest, slug: str) -> HttpResponse:
    """What proposing new terms leads to; the button starts a draft and opens it in the composer."""
    found = find(request, slug)
    require(request.actor, "amend", found)
    if request.method == "POST":
        try:
            amendment = amend_agreement(found, terms=in_todays_form(current_of(found).terms), by=request.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(found)
        messages.success(request, _("This draft begins with the terms of today. Nobody else sees it yet."))
        return redirect("agreements:compose", amendment.slug)
    context = {"agreement": found, "grace_days": grace_days(found)}
    return render(request, "agreements/signing/amend.html", context)
