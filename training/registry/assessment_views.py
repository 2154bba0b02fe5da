"""The assessment of a version: written by its owner, signed off by another party of its project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.policy import decide, require
from organizations.actor import Actor
from organizations.requests import ActingRequest
from registry.assessing.standing import assessment_of
from registry.assessment_forms import AssessmentForm, RiskForm, SettleForm, SignAssessmentForm
from registry.models import Assessment, ModelVersion
from registry.services.assessments import note_risk, settle_risk, sign_assessment, write_assessment
from registry.stage_views import find_version


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_page(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """The questions with what is known and what was answered; the owner writes them."""
    version = find_assessed(request.actor, slug, number)
    if request.method != "POST":
        return _page(request, version)
    require(request.actor, "assess", version)
    standing = assessment_of(version)
    form = AssessmentForm(request.POST, answers=standing.answers, evidence=standing.evidence)
    if form.is_valid():
        try:
            write_assessment(version, form.answers(), by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("What you have answered is kept."))
            return redirect("registry:assessment", slug, number)
    return _page(request, version, writing=form)


@login_required
@require_POST
def assessment_risk(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Note a risk."""
    version = find_assessed(request.actor, slug, number)
    require(request.actor, "assess", version)
    assessment = get_object_or_404(Assessment, version=version)
    form = RiskForm(request.POST, version=version)
    if form.is_valid():
        try:
            note_risk(assessment, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("registry:assessment", slug, number)
    return _page(request, version, noting=form)


@login_required
@require_POST
def assessment_settle(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Say how a risk was settled."""
    version = find_assessed(request.actor, slug, number)
    require(request.actor, "settle_risk", version)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, version, settling=form)
    assessment = get_object_or_404(Assessment, version=version)
    risk = get_object_or_404(assessment.risks, uid=form.cleaned_data["risk"])
    try:
        settle_risk(risk, how=form.cleaned_data["how"], by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("registry:assessment", slug, number)


@login_required
@require_POST
def assessment_sign(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """Sign it off for one's organization."""
    version = find_assessed(request.actor, slug, number)
    require(request.actor, "sign_assessment", version)
    assessment = get_object_or_404(Assessment, version=version)
    form = SignAssessmentForm(request.POST)
    if form.is_valid():
        try:
            sign_assessment(assessment, form.cleaned_data["sha256"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request, _("Signed off for %(organization)s.") % {"organization": request.actor.organization}
            )
            return redirect("registry:assessment", slug, number)
    return _page(request, version, signing=form)


def find_assessed(actor: Actor, slug: str, number: int) -> ModelVersion:
    """A version of a project that one takes part in; others have no assessment to be read. Else a 404."""
    version = find_version(actor, slug, number)
    if version.project is None or not decide(actor, "discover", version.project).allowed:
        raise Http404
    return version


def _page(request: ActingRequest, version: ModelVersion, **forms: Form) -> HttpResponse:
    standing = assessment_of(version)
    is_written = standing.assessment is not None
    told = {
        "version": version,
        "model": version.model,
        "standing": standing,
        "assessment": standing.assessment,
        "writing": AssessmentForm(answers=standing.answers, evidence=standing.evidence),
        "noting": RiskForm(version=version),
        "may_write": not standing.is_signed and decide(request.actor, "assess", version).allowed,
        "may_sign": is_written and not standing.is_signed and decide(request.actor, "sign_assessment", version).allowed,
        "may_settle": decide(request.actor, "settle_risk", version).allowed,
    }
    faulty = any(form.errors for form in forms.values())
    return render(request, "registry/assessment.html", told | forms, status=422 if faulty else 200)
