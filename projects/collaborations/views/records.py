"""Pages of what a project keeps a record of: risks and differences of interest, and the log of decisions."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collaborations.forms.planning import kept
from collaborations.forms.records import DecisionForm, ResolutionForm, RiskForm
from collaborations.records import told_decisions, told_risks
from collaborations.services.records import raise_risk, record_decision, settle_risk
from collaborations.views.planning import planning_page, sent_to_plan
from collaborations.views.projects import find
from organizations.requests import ActingRequest

ON_A_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def risks(request: ActingRequest, slug: str) -> HttpResponse:
    """All of them, and the form that raises another."""
    project = find(request, slug)
    form = RiskForm(sent_to_plan(request, project))
    if form.is_valid() and (risk := kept(form, raise_risk, project, by=request.actor)):
        return redirect(f"{request.path}#risk-{risk.uid}")
    page = Paginator(told_risks(project, by=request.actor), ON_A_PAGE).get_page(request.GET.get("page"))
    return planning_page(request, "risks", project, {"form": form, "page": page})


@login_required
@require_POST
def settle(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Say how a risk or a difference of interest was settled."""
    project = find(request, slug)
    risk = get_object_or_404(told_risks(project, by=request.actor), uid=uid)
    form = ResolutionForm(sent_to_plan(request, project))
    if form.is_valid() and kept(form, settle_risk, risk, by=request.actor):
        messages.success(request, _("Settled: how stands beside it."))
    else:
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    return redirect("collaborations:risks", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: ActingRequest, slug: str) -> HttpResponse:
    """The log, and the form that adds to it."""
    project = find(request, slug)
    form = DecisionForm(sent_to_plan(request, project))
    if form.is_valid() and (decision := kept(form, record_decision, project, by=request.actor)):
        return redirect(f"{request.path}#decision-{decision.uid}")
    page = Paginator(told_decisions(project, by=request.actor), ON_A_PAGE).get_page(request.GET.get("page"))
    return planning_page(request, "decisions", project, {"form": form, "page": page})
