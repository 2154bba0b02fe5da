"""The page of one condition of an approval: saying how it was met, and the reviewer's answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.downloads import attachment_of
from agreements.forms.conditions import AnswerForm, MeetForm
from agreements.models import Agreement, Fulfilment
from agreements.pages.conditions import ToldCondition, conditions_of, may_do
from agreements.policy import visible
from agreements.services.conditions import answer_fulfilment, meet_condition
from agreements.services.versions import current_of
from agreements.views.agreements import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """One condition; a POST says how it was met."""
    agreement = find(request, slug)
    told = _told(agreement, number)
    form = MeetForm(request.POST, request.FILES) if request.method == "POST" else MeetForm()
    if request.method == "POST" and form.is_valid():
        try:
            meet_condition(told.condition, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is said. A reviewer confirms it, or says what is missing."))
            return redirect("agreements:condition", slug, number)
    return _page(request, agreement, told, form=form)


@login_required
@require_POST
def answer(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """A reviewer's answer to what was said."""
    agreement = find(request, slug)
    told = _told(agreement, number)
    form = AnswerForm(request.POST)
    if told.said is None:
        raise Http404
    if form.is_valid():
        enough = "confirm" in request.POST
        try:
            answer_fulfilment(told.said, enough=enough, words=form.cleaned_data["words"], by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("agreements:condition", slug, number)
    return _page(request, agreement, told, answer_form=form)


@login_required
@require_safe
def evidence(request: ActingRequest, uid: UUID) -> StreamingHttpResponse:
    """The file that was added, for the parties and the reviewers."""
    rows = visible(request.actor, Fulfilment.objects.exclude(evidence=None).select_related("evidence"), "discover")
    said = get_object_or_404(rows, uid=uid)
    return attachment_of(said.evidence, name=said.evidence_name)


def _told(agreement: Agreement, number: int) -> ToldCondition:
    told = next((one for one in conditions_of(current_of(agreement)) if one.number == number), None)
    if told is None:
        raise Http404
    return told


def _page(
    request: ActingRequest,
    agreement: Agreement,
    told: ToldCondition,
    *,
    form: MeetForm | None = None,
    answer_form: AnswerForm | None = None,
) -> HttpResponse:
    context = {
        "agreement": agreement,
        "told": told,
        "may": may_do(agreement, told, request.actor),
        "form": form or MeetForm(),
        "answer_form": answer_form or AnswerForm(),
    }
    faulty = any(one and one.errors for one in (form, answer_form))
    return render(request, "agreements/conditions/condition.html", context, status=422 if faulty else 200)
