"""A model's page for predictions."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from agreements.operations import Operation
from agreements.policy import require
from catalog.access import Access, access_to
from catalog.album import SHOWN_INLINE
from organizations.requests import ActingRequest
from registry.models import ModelVersion
from serving.answerable import inputs_of, results_of
from serving.asked_for import asked_for
from serving.client import ask_one
from serving.errors import BadInput, NotAnswered
from serving.feedback.forms import FeedbackForm
from serving.feedback.page import last_answers
from serving.forms import PredictForm
from serving.limits import asked_today
from serving.models import Prediction
from serving.said import said_of
from serving.why import why_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update(SHOWN_INLINE)  # type: ignore[arg-type]  # it thinks that no view takes a part of the address
def predict(request: ActingRequest, slug: str) -> HttpResponse:
    """Ask a version about one row, the one in production unless another is named."""
    model, version, versions = asked_for(request, slug)
    access = access_to(version.version, [Operation.INFER], by=request.actor, project=request.GET.get("project", ""))
    told: dict[str, Any] = {"model": model, "version": version, "versions": versions, "access": access, "here": "one"}
    if request.method == "POST":
        require(request.actor, Operation.INFER, version.version, project=access.project)
    try:
        results = results_of(version)
    except BadInput as fault:
        told["unanswerable"] = fault.sentence
        return render(request, "serving/predict.html", told, status=422 if request.method == "POST" else 200)
    form = PredictForm(inputs_of(results), request.POST or None, request.FILES or None)
    told |= {"form": form, "most": settings.PREDICTIONS_PER_DAY, "kept_days": int(settings.PREDICTION_INPUTS_DAYS)}
    asked = request.method == "POST" and form.is_valid()
    if asked:
        told |= _answered(form, version, results, access, request)
    if request.actor.organization:
        told["today"] = asked_today(request.actor.organization)
    told["last"] = last_answers(version, by=request.actor)
    failed = request.method == "POST" and "said" not in told
    return render(request, "serving/predict.html", told, status=422 if failed else 200)


def _answered(
    form: PredictForm, version: ModelVersion, results: dict[str, Any], access: Access, request: ActingRequest
) -> dict[str, Any]:
    cells, explained = form.cells(), form.cleaned_data["explain"]
    try:
        told = ask_one(version.version, cells, by=request.actor, project=access.project, explained=explained)
    except NotAnswered as fault:
        return {"unanswered": fault.sentence}
    answer = Prediction.objects.asked_for(request.actor).filter(uid=told["prediction"][0]).first()
    return {
        "said": said_of(told["probabilities"], results),
        "why": why_of(told, cells, results) if explained else None,
        "answer": answer,
        "feedback": FeedbackForm(answer) if answer else None,
    }
