"""What an organization says of itself, for its owners; what was checked, for the platform's staff."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organizations.finding import find_organization
from organizations.forms.organizations import DomainForm, FactsForm, LogoForm, PageForm
from organizations.gate import may, require
from organizations.models import Logo, Organization
from organizations.requests import ActingRequest
from organizations.services import drop_domain, edit_organization, name_domain, remove_logo, set_logo


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, slug: str) -> HttpResponse:
    """Everything about the organization that the reader may change."""
    found = find_organization(request.actor, slug)
    if not may(request.actor, "correct", found):
        require(request.actor, "edit", found)
    which = request.POST.get("form", "")
    forms = {name: made for name, made in _forms(request, found).items() if made is not None}
    form = forms.get(which)
    if form is not None and form.is_valid():
        try:
            edit_organization(found, by=request.actor, **form.cleaned_data)
        except ValidationError as fault:
            _take(form, fault)
        else:
            messages.success(request, _("Changed."))
            return redirect("organizations:edit", found.slug)
    return _shown(request, found, forms)


def _forms(request: ActingRequest, found: Organization) -> dict[str, Form | None]:
    """The forms that the reader may send, the one that came filled in with what came."""
    owner = may(request.actor, "edit", found)
    facts = found.kind != Organization.Kind.OPERATOR and (
        may(request.actor, "correct", found) if found.is_verified else owner
    )
    now = {name: getattr(found, name) for name in (*FactsForm.base_fields, *PageForm.base_fields)}
    which = request.POST.get("form", "") if request.method == "POST" else ""
    return {
        "page": PageForm(request.POST if which == "page" else None, initial=now) if owner else None,
        "facts": FactsForm(request.POST if which == "facts" else None, initial=now) if facts else None,
    }


def _shown(request: ActingRequest, found: Organization, forms: dict[str, Form], **more: Any) -> HttpResponse:
    owner = may(request.actor, "edit", found)
    told = {
        "organization": found,
        "page_form": forms.get("page"),
        "facts_form": forms.get("facts"),
        "logo": Logo.objects.filter(organization=found).only("digest").first(),
        "logo_form": LogoForm() if owner else None,
        "domains": found.domains.told(),
        "domain_form": DomainForm() if owner else None,
    } | more
    faulty = any(form.errors for form in (*forms.values(), *more.values()))
    return render(request, "organizations/edit.html", told, status=422 if faulty else 200)


def _take(form: Form, fault: ValidationError) -> None:
    if isinstance(form, FactsForm):
        form.take_faults(fault)
    else:
        form.add_error(None, fault.messages)


@login_required
@require_POST
def set_picture(request: ActingRequest, slug: str) -> HttpResponse:
    """Show another picture beside the name, or none."""
    found = find_organization(request.actor, slug)
    require(request.actor, "edit", found)
    if "remove" in request.POST:
        remove_logo(found, by=request.actor)
        return redirect("organizations:edit", found.slug)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(found, form.cleaned_data["logo"].read(), by=request.actor)
            return redirect("organizations:edit", found.slug)
        except ValidationError as fault:
            form.add_error("logo", fault.messages)
    return _shown(request, found, _kept(request, found), logo_form=form)


@login_required
@require_POST
def add_domain(request: ActingRequest, slug: str) -> HttpResponse:
    """Name a mail domain."""
    found = find_organization(request.actor, slug)
    require(request.actor, "edit", found)
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            name_domain(found, form.cleaned_data["name"], by=request.actor)
            return redirect("organizations:edit", found.slug)
        except ValidationError as fault:
            form.add_error("name", fault.messages)
    return _shown(request, found, _kept(request, found), domain_form=form)


@login_required
@require_POST
def remove_domain(request: ActingRequest, slug: str) -> HttpResponse:
    """Take a mail domain back."""
    found = find_organization(request.actor, slug)
    require(request.actor, "edit", found)
    drop_domain(get_object_or_404(found.domains, name=request.POST.get("name", "")), by=request.actor)
    return redirect("organizations:edit", found.slug)


def _kept(request: ActingRequest, found: Organization) -> dict[str, Form]:
    return {name: form for name, form in _forms(request, found).items() if form is not None}
