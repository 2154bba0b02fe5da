"""Compliance reviews: beginning one, its page with evidence and questions, and findings until they are closed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.duties import FindingForm, MendForm, QuestionnaireForm
from agreements.models import ComplianceReview, Finding
from agreements.pages.compliance import page_of_compliance
from agreements.policy import visible
from agreements.services.compliance import answer_review, open_review
from agreements.services.compliance_findings import add_finding, close_finding, mend_finding
from agreements.services.versions import current_of
from agreements.views.agreements import find
from organizations.requests import ActingRequest

CONCLUDED = _("The review is concluded. The next one is due after the interval in the terms.")
ANSWERED = _("Your organization has answered. The review is concluded when every recipient has.")


@login_required
@require_POST
def begin(request: ActingRequest, slug: str) -> HttpResponse:
    """Begin a review, and go to its page."""
    agreement = find(request, slug)
    try:
        return redirect(open_review(agreement, by=request.actor))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(agreement)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compliance(request: ActingRequest, uid: UUID) -> HttpResponse:
    """One review; a POST answers for a recipient."""
    review = _find(request, uid)
    terms = current_of(review.agreement).terms
    questionnaire = QuestionnaireForm(request.POST if request.method == "POST" else None, terms=terms)
    if request.method == "POST" and questionnaire.is_valid():
        try:
            review = answer_review(review, answers=questionnaire.answers(), by=request.actor)
        except ValidationError as error:
            questionnaire.add_faults(error)
        else:
            messages.success(request, str(CONCLUDED if review.concluded_at else ANSWERED))
            return redirect(review)
    return _page(request, review, questionnaire=questionnaire)


@login_required
@require_POST
def find_fault(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Write down a finding."""
    review = _find(request, uid)
    form = FindingForm(request.POST, parties=review.agreement.organizations.all())
    if form.is_valid():
        try:
            add_finding(review, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(review)
    return _page(request, review, finding_form=form)


@login_required
@require_POST
def mend(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Say how a finding was mended."""
    finding = _find_finding(request, uid)
    form = MendForm(request.POST)
    try:
        mend_finding(finding, how=form.cleaned_data["how"] if form.is_valid() else "", by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(finding.review)


@login_required
@require_POST
def close(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Accept what was done about a finding."""
    finding = _find_finding(request, uid)
    try:
        close_finding(finding, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(finding.review)


def _page(
    request: ActingRequest,
    review: ComplianceReview,
    *,
    questionnaire: QuestionnaireForm | None = None,
    finding_form: FindingForm | None = None,
) -> HttpResponse:
    terms = current_of(review.agreement).terms
    context = page_of_compliance(review, request.actor) | {
        "questionnaire": questionnaire or QuestionnaireForm(terms=terms),
        "finding_form": finding_form or FindingForm(parties=review.agreement.organizations.all()),
    }
    faulty = any(form and form.errors for form in (questionnaire, finding_form))
    return render(request, "agreements/compliance/review.html", context, status=422 if faulty else 200)


def _find(request: ActingRequest, uid: UUID) -> ComplianceReview:
    rows = ComplianceReview.objects.select_related(
        "agreement__current_version", "opened_by", "opened_for", "concluded_by"
    )
    return get_object_or_404(visible(request.actor, rows, "discover"), uid=uid)


def _find_finding(request: ActingRequest, uid: UUID) -> Finding:
    rows = Finding.objects.select_related("review__agreement", "organization")
    return get_object_or_404(visible(request.actor, rows, "discover"), uid=uid)
