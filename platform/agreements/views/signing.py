"""Signing, in the browser only: the signatory writes their password again, sees the exact text, and signs it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.forms import SignForm
from agreements.pages import signing
from agreements.services.signing import sign_terms
from agreements.services.versions import current_of
from agreements.views.agreements import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def sign(request: ActingRequest, slug: str) -> HttpResponse:
    """The text as it will be signed, byte for byte, and the form that signs it."""
    found = find(request, slug)
    version = current_of(found)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"sha256": version.sha256})
    if form.is_valid():
        try:
            sign_terms(found, form.cleaned_data["sha256"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("You signed for %(organization)s.") % {"organization": request.actor.organization}
            messages.success(request, said)
            return redirect(found)
    context = {"agreement": found, "version": version, "form": form, "signing": signing(found, request.actor)}
    return render(request, "agreements/sign.html", context, status=422 if form.errors else 200)
