"""Pages of checks: run one, and read what came of it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agreements.policy import require
from organizations.requests import ActingRequest
from standards.finding import find_check, find_standard
from standards.forms.standards import CheckForm
from standards.standing import named, outcome_of
from standards.views.standards import page


@login_required
@require_POST
def run(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Check something by a version of the standard."""
    standard = find_standard(request.actor, uid, slug)
    require(request.actor, "check_standard", standard)
    form = CheckForm(request.POST, standard=standard, actor=request.actor)
    if form.is_valid() and (check := form.save(by=request.actor)):
        return redirect(check)
    return page(request, standard, check_form=form)


@login_required
@require_safe
def check(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """A certificate, or what fails and how to mend it."""
    check = find_check(request.actor, uid, slug)
    subject = named([check], request.actor)[check.pk]
    context = {
        "check": check,
        "standard": check.version.standard,
        "project": check.version.standard.project,
        "subject": subject,
        "outcome": outcome_of(check, request.actor, subject),
    }
    return render(request, "standards/check.html", context)
