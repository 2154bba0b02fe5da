"""Pages of shared projects."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.auditing.lately import happened_to
from agreements.models import Agreement
from agreements.policy import decide, require, visible
from collaborations.board import coming_in
from collaborations.confirmations import confirmations_of, paused_for, since_confirmed, unfit_for
from collaborations.errors import PurposeChanged
from collaborations.ethics import ethics_of
from collaborations.forms.projects import ProjectForm
from collaborations.models import Project
from collaborations.panels import panels
from collaborations.purposes import words_of
from collaborations.services import confirm_purpose
from collaborations.stages import stages
from collaborations.team import houses_of
from collaborations.views.numbers import number
from organizations.requests import ActingRequest

ON_A_PAGE = 25


@login_required
@require_GET
def project_list(request: ActingRequest) -> HttpResponse:
    """The projects in which the organization acted for takes part, the newest first."""
    projects = visible(request.actor, Project.objects.told(), "discover")
    page = Paginator(projects, ON_A_PAGE).get_page(request.GET.get("page"))
    may_start = decide(request.actor, "start_project", request.actor.organization).allowed
    return render(request, "collaborations/list.html", {"page": page, "may_start": may_start})


@login_required
@require_GET
def project_page(request: ActingRequest, slug: str) -> HttpResponse:
    """A project: where it stands, what it is for, who takes part, and what was agreed for it."""
    project = find(request, slug)
    undertaking = project.undertaking
    confirmations = confirmations_of(undertaking)
    ours = next((each for each in confirmations if each.organization == request.actor.organization), None)
    may_confirm = decide(request.actor, "confirm_purpose", undertaking)
    about_it = Agreement.objects.filter(current_version__terms__purposes__project=undertaking.slug)
    return render(
        request,
        "collaborations/project.html",
        {
            "project": project,
            "stages": stages(project, by=request.actor),
            "purpose": words_of(undertaking.purpose),
            "confirmations": confirmations,
            "ours": ours,
            "since": since_confirmed(undertaking, request.actor) if ours and not ours.confirmed else None,
            "paused": paused_for(undertaking, request.actor),
            "may_confirm": may_confirm.allowed,
            "why_not": may_confirm.sentences(request.actor),
            "may_edit": decide(request.actor, "edit", undertaking).allowed,
            "unfit": unfit_for(undertaking, request.actor),
            "houses": houses_of(undertaking, request.actor),
            "ethics": ethics_of(undertaking, request.actor),
            "may_file_ethics": decide(request.actor, "file_ethics_approval", undertaking).allowed,
            "agreements": visible(request.actor, about_it, "discover"),
            "coming": coming_in(project, by=request.actor),
            "panels": panels(project, by=request.actor),
            "happened": happened_to(undertaking.uid, request.actor),
        },
    )


@login_required
@require_POST
def project_confirm(request: ActingRequest, slug: str) -> HttpResponse:
    """Confirm the purpose with the parties and team that the page showed."""
    project = find(request, slug)
    try:
        confirm_purpose(project, revision=number(request.POST.get("revision", "")), by=request.actor)
    except PurposeChanged as changed:
        messages.error(request, changed.message)
    else:
        messages.success(request, _("Confirmed for %(organization)s.") % {"organization": request.actor.organization})
    return redirect(project)


@login_required
@require_http_methods(["GET", "POST"])
def project_new(request: ActingRequest) -> HttpResponse:
    """Start a project."""
    require(request.actor, "start_project", request.actor.organization)
    form = ProjectForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid() and (started := form.save()):
        return redirect(started)
    return render(request, "collaborations/new.html", {"form": form}, status=422 if form.errors else 200)


def find(request: ActingRequest, slug: str) -> Project:
    """The project, among those that the reader may see; else a 404."""
    return get_object_or_404(visible(request.actor, Project.objects.told(), "discover"), undertaking__slug=slug)
