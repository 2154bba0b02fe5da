"""Who acts for an organization: roles, invitations, requests to join."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from organizations.finding import find_organization
from organizations.forms.people import InviteForm, LetInForm, RolesForm
from organizations.gate import require
from organizations.models import Organization
from organizations.requests import ActingRequest
from organizations.services import answer_join, change_roles, leave_organization, revoke_invitation
from organizations.views.organizations import show


@login_required
@require_http_methods(["GET", "POST"])
def person(request: ActingRequest, slug: str, uid: str) -> HttpResponse:
    """A person's roles, for an owner to change."""
    found = find_organization(request.actor, slug)
    require(request.actor, "manage_members", found)
    somebody = member(found, uid)
    held = list(somebody.memberships.filter(group__org_role__organization=found).values_list("group__org_role__role"))
    form = RolesForm(
        request.POST if request.method == "POST" else None,
        organization=found,
        initial={"roles": [role for (role,) in held]},
    )
    if form.is_valid():
        try:
            change_roles(found, somebody, form.cleaned_data["roles"], by=request.actor)
        except ValidationError as fault:
            form.add_error("roles", fault)
        else:
            return redirect(found)
    told = {"organization": found, "person": somebody, "form": form}
    return render(request, "organizations/person.html", told, status=422 if form.errors else 200)


def member(organization: Organization, uid: Any) -> User:
    """Somebody with a role there, else a 404."""
    people = User.objects.filter(memberships__group__org_role__organization=organization).distinct()
    return get_object_or_404(people, uid=uid)


@login_required
@require_POST
def leave(request: ActingRequest, slug: str) -> HttpResponse:
    """Act for the organization no longer."""
    found = find_organization(request.actor, slug)
    try:
        leave_organization(found, by=request.actor)
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
        return redirect(found)
    messages.success(request, _("You no longer act for %(organization)s.") % {"organization": found})
    return redirect("dashboard:home")


@login_required
@require_POST
def invite(request: ActingRequest, slug: str) -> HttpResponse:
    """Send somebody a link."""
    found = find_organization(request.actor, slug)
    require(request.actor, "invite", found)
    form = InviteForm(request.POST, organization=found)
    if not form.is_valid():
        return show(request, found, invite_form=form)
    invitation = form.save(site=request.build_absolute_uri("/"), by=request.actor)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect(found)


@login_required
@require_POST
def revoke(request: ActingRequest, slug: str, uid: str) -> HttpResponse:
    """Take an invitation back."""
    found = find_organization(request.actor, slug)
    require(request.actor, "invite", found)
    invitation = get_object_or_404(found.invitations, uid=uid)
    revoke_invitation(invitation, by=request.actor)
    messages.success(request, _("The link sent to %(email)s opens nothing any more.") % {"email": invitation.email})
    return redirect(found)


@login_required
@require_POST
def answer(request: ActingRequest, slug: str, uid: str) -> HttpResponse:
    """Let somebody in who asks, or decline."""
    found = find_organization(request.actor, slug)
    require(request.actor, "answer_join", found)
    asked = get_object_or_404(found.join_requests, uid=uid)
    form = LetInForm(request.POST, organization=found, prefix="let-in")
    declined = "decline" in request.POST
    if not declined and not form.is_valid():
        messages.error(request, _("Choose at least one role."))
        return redirect(found)
    try:
        answer_join(asked, roles=[] if declined else form.cleaned_data["roles"], by=request.actor)
    except ValidationError as fault:
        messages.error(request, fault.messages[0])
    return redirect(found)
