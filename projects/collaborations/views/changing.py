"""Pages that change what a project is for and who works on it; each says beforehand what that pauses."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.keeping.consequences import Cut, consequences_of
from agreements.models import TeamMember, TeamRole
from agreements.policy import require, visible
from collaborations.confirmations import confirmations_of
from collaborations.forms.projects import ChangePurposeForm
from collaborations.forms.team import JoinTeamForm, TeamRoleForm
from collaborations.models import Project
from collaborations.services import change_in_team, take_out_of_team
from collaborations.team import houses_of, members_of
from collaborations.views.projects import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: ActingRequest, slug: str) -> HttpResponse:
    """State another purpose, after a look at what waits until it is confirmed."""
    project = find(request, slug)
    require(request.actor, "edit", project.undertaking)
    sent = request.POST if request.method == "POST" else None
    form = ChangePurposeForm(sent, purpose=project.undertaking.purpose, actor=request.actor)
    if sent is not None and form.is_valid() and form.save(project):
        messages.success(request, _("The purpose is changed. It counts once those who share something confirm it."))
        return redirect(project)
    context = {"project": project, "form": form} | pauses_of(request, project)
    return render(request, "collaborations/change/purpose.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: ActingRequest, slug: str) -> HttpResponse:
    """Who works on it; and somebody of one's own organization for it."""
    project = find(request, slug)
    require(request.actor, "edit", project.undertaking)
    sent = request.POST if request.method == "POST" else None
    form = JoinTeamForm(sent, project=project, actor=request.actor)
    if sent is not None and form.is_valid() and (joined := form.save()):
        messages.success(request, _("%(person)s is in the team.") % {"person": joined.user})
        return redirect("collaborations:team", slug)
    context = {"project": project, "form": form, "houses": houses_of(project.undertaking, request.actor)}
    context |= {"roles": TeamRole.choices} | pauses_of(request, project)
    return render(request, "collaborations/change/team.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def member(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Another role for somebody in the team, or none: then their access ends at once."""
    project = find(request, slug)
    require(request.actor, "edit", project.undertaking)
    somebody = get_object_or_404(
        visible(request.actor, members_of(project.undertaking, request.actor), "discover"), user__uid=uid
    )
    try:
        messages.success(request, _changed(request, somebody) % {"person": somebody.user})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("collaborations:team", slug)


def _changed(request: ActingRequest, member: TeamMember) -> str:
    """Take the person out or let them do something else, as the form says; what was done, in words."""
    if "remove" in request.POST:
        take_out_of_team(member, by=request.actor)
        return _("%(person)s is no longer in the team; their access has ended.")
    form = TeamRoleForm(request.POST)
    if not form.is_valid():
        raise ValidationError(form.errors["role"].as_data())
    change_in_team(member, form.cleaned_data["role"], by=request.actor)
    return _("%(person)s’s place in the team is changed.")


def pauses_of(request: ActingRequest, project: Project) -> dict[str, Any]:
    """What a change would pause, and who would have to confirm again."""
    undertaking = project.undertaking
    return {
        "broken": consequences_of(Cut(undertaking=undertaking), request.actor),
        "asked_again": [each.organization for each in confirmations_of(undertaking) if each.needed],
    }
