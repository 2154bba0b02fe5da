"""The page before a deed that stops things: everything it would break, by name, and the reason to give."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from agreements.errors import WrongState
from agreements.forms.agreements import ReasonForm
from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import State
from agreements.pages.deeds import DEEDS
from agreements.pages.life import standing
from agreements.policy import require
from agreements.views.agreements import find
from organizations.requests import ActingRequest

KEEPS = {
    State.ACTIVE: _("Keep it active"),
    State.SUSPENDED: _("Keep it suspended"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: ActingRequest, slug: str, deed: str) -> HttpResponse:
    """Suspend or terminate, after a look at what would break."""
    found, chosen = find(request, slug), DEEDS[deed]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.carry_out(found, by=request.actor, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, str(chosen.done))
        return redirect(found)
    require(request.actor, chosen.verb, found)
    if chosen.stops and found.state not in chosen.states:
        messages.error(request, " ".join(WrongState(found, chosen.stops).messages))
        return redirect(found)
    context = {
        "agreement": found,
        "standing": standing(found),
        "deed": chosen,
        "form": form,
        "broken": consequences_of(Cut(agreement=found), request.actor),
        "keep": KEEPS[State(found.state)],
    }
    return render(request, "agreements/consequences/confirm.html", context, status=422 if form.errors else 200)
