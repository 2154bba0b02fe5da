"""Who takes part in a project: inviting an organization, answering an invitation, ending a part."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.agreements import ReasonForm
from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import PartyInvitation, UndertakingParty
from agreements.policy import decide, require
from agreements.services.parties import accept_invitation, decline_invitation, end_part, withdraw_invitation
from collaborations.forms.parties import InviteForm
from collaborations.models import Project
from collaborations.parties import invitations_to, open_invitations, parts_of
from collaborations.purposes import words_of
from collaborations.views.changing import pauses_of
from collaborations.views.projects import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def parties(request: ActingRequest, slug: str) -> HttpResponse:
    """Who takes part and who is invited; and another organization, after a look at what its yes would pause."""
    project = find(request, slug)
    undertaking = project.undertaking
    sent = request.POST if request.method == "POST" else None
    may_invite = decide(request.actor, "invite_party", undertaking).allowed
    if sent is not None:
        require(request.actor, "invite_party", undertaking)
    form = InviteForm(sent, undertaking=undertaking)
    if sent is not None and form.is_valid() and (invited := form.save(by=request.actor)):
        told = {"organization": invited.organization}
        messages.success(request, _("%(organization)s is invited. Nothing changes before it accepts.") % told)
        return redirect("collaborations:parties", slug)
    context = {
        "project": project,
        "form": form,
        "parts": parts_of(undertaking, request.actor),
        "invitations": open_invitations(undertaking, request.actor),
        "may_invite": may_invite,
        **(pauses_of(request, project) if may_invite else {}),
    }
    return render(request, "collaborations/parties/parties.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: ActingRequest, slug: str, party: str) -> HttpResponse:
    """End the part of one's own organization, or of one that it brought along, after a look at what stops."""
    project = find(request, slug)
    rows = project.undertaking.parties.select_related("organization", "undertaking", "brought_by")
    leaving = get_object_or_404(rows, organization__slug=party)
    require(request.actor, "end_part", leaving)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    own = leaving.organization == request.actor.organization
    if form.is_valid():
        return _ended(request, project, leaving, form.cleaned_data["reason"])
    broken = consequences_of(Cut(undertaking=project.undertaking, leaving=leaving.organization), request.actor)
    context = {"project": project, "leaving": leaving.organization, "own": own, "form": form, "broken": broken}
    return render(request, "collaborations/parties/part.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = _find(request, uid)
    try:
        withdraw_invitation(invitation, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("collaborations:parties", invitation.undertaking.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ActingRequest, uid: UUID) -> HttpResponse:
    """What one's organization is invited into, and its answer."""
    asked = _find(request, uid)
    if request.method == "POST":
        return _answered(request, asked)
    may_answer = decide(request.actor, "answer_invitation", asked)
    context = {
        "invitation": asked,
        "purpose": words_of(asked.undertaking.purpose),
        "parties": asked.undertaking.organizations.order_by("name"),
        "may_answer": may_answer.allowed,
        "why_not": may_answer.sentences(request.actor),
    }
    return render(request, "collaborations/parties/invitation.html", context)


def _answered(request: ActingRequest, asked: PartyInvitation) -> HttpResponse:
    """Who declined, or came too late, may read the invitation no longer."""
    try:
        if "accept" not in request.POST:
            decline_invitation(asked, by=request.actor)
            messages.success(request, _("The invitation is declined."))
            return redirect("collaborations:list")
        accept_invitation(asked, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("collaborations:list")
    messages.success(request, _("%(organization)s takes part from now on.") % {"organization": asked.organization})
    return redirect("collaborations:project", asked.undertaking.slug)


def _ended(request: ActingRequest, project: Project, leaving: UndertakingParty, reason: str) -> HttpResponse:
    own = leaving.organization == request.actor.organization
    told = {"organization": leaving.organization, "project": project}
    try:
        end_part(leaving, by=request.actor, reason=reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("collaborations:parties", project.undertaking.slug)
    messages.success(request, _("%(organization)s no longer takes part in “%(project)s”.") % told)
    return redirect("collaborations:list") if own else redirect("collaborations:parties", project.undertaking.slug)


def _find(request: ActingRequest, uid: UUID) -> PartyInvitation:
    return get_object_or_404(invitations_to(request.actor), uid=uid)
