"""What would this allow? Asked of a version before anybody signs it; nothing is granted by asking."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agreements.composing.supposing import WhatIfForm, today
from agreements.models import TermsVersion
from agreements.policy import Explanation, visible
from agreements.views.agreements import find
from organizations.requests import ActingRequest


@login_required
@require_safe
def would_allow(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """The question, and its answer once something is asked."""
    shown = visible(request.actor, TermsVersion.objects.select_related("agreement"), "discover")
    version = get_object_or_404(shown, agreement=find(request, slug), number=number)
    asked = "person" in request.GET
    form = WhatIfForm(request.GET if asked else None, version=version, reader=request.actor, initial={"on": today()})
    explained = Explanation(form.answer(), request.actor) if form.is_valid() else None
    context = {"agreement": version.agreement, "version": version, "form": form, "explained": explained}
    status = 422 if asked and explained is None else 200
    return render(request, "agreements/composer/would_allow.html", context, status=status)
