"""Signing, in the browser only: the signatory proves once more who they are, sees the exact text, and signs it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agreements.forms.agreements import SignForm
from agreements.forms.signing import MomentField, OutsideForm
from agreements.models import Agreement
from agreements.pages.agreement import signing
from agreements.pages.conditions import conditions_of
from agreements.services.keys import key_in_use
from agreements.services.signing import prepare_outside, sign_outside, sign_terms
from agreements.services.versions import current_of
from agreements.signatures.statements import in_utc
from agreements.views.agreements import find
from organizations.actor import Actor
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def sign(request: ActingRequest, slug: str) -> HttpResponse:
    """The text as it will be signed, byte for byte, and the form that signs it, or that takes a signature."""
    found = find(request, slug)
    organization = request.actor.organization
    key = key_in_use(organization) if organization else None
    outside = key is not None and not key.is_held
    form = _form(request, found, outside=outside)
    if form.is_valid():
        try:
            _sign(found, form.cleaned_data, outside=outside, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("You signed for %(organization)s.") % {"organization": organization}
            messages.success(request, said)
            return redirect(found)
    context = {
        "agreement": found,
        "version": current_of(found),
        "form": form,
        "signing": signing(found, request.actor),
        "conditions": conditions_of(current_of(found)),
        "key": key,
        "outside": outside,
    }
    return render(request, "agreements/signing/sign.html", context, status=422 if form.errors else 200)


def _form(request: ActingRequest, agreement: Agreement, *, outside: bool) -> SignForm:
    # Who prepared the bytes before comes back with their moment.
    prepared_at = request.GET.get("at") or in_utc(timezone.now())
    shown = {"sha256": current_of(agreement).sha256, "signed_at": prepared_at}
    if request.method != "POST":
        return OutsideForm(initial=shown) if outside else SignForm(initial=shown)
    return OutsideForm(request.POST, request.FILES) if outside else SignForm(request.POST)


def _sign(agreement: Agreement, given: dict[str, Any], *, outside: bool, by: Actor) -> None:
    if outside:
        sign_outside(agreement, given["sha256"], signed_at=given["signed_at"], ed25519=given["signature"], by=by)
    else:
        sign_terms(agreement, given["sha256"], by=by)


@login_required
@require_safe
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def to_sign(request: ActingRequest, slug: str) -> HttpResponse:
    """Exactly the bytes that an organization signs with its own key: `at` is the moment that is signed with them."""
    found = find(request, slug)
    try:
        signed_at = MomentField().clean(request.GET.get("at", ""))
        data = prepare_outside(found, signed_at=signed_at, by=request.actor)
    except ValidationError as error:
        raise Http404 from error
    name = f"{found.slug}-{current_of(found).number}-to-sign.json"
    return HttpResponse(
        data, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
