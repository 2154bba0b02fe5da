"""Pages of feedback: an answer and what one found of it, a model's figures, the review of corrections."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.operations import Operation
from agreements.policy import require, visible
from organizations.actor import Actor
from organizations.requests import ActingRequest
from registry.models import Model
from serving.feedback.forms import FeedbackForm, RuleForm
from serving.feedback.gathering import gather_corrections
from serving.feedback.giving import give_feedback
from serving.feedback.page import corrections_page, feedback_page
from serving.feedback.retraining import drop_rule, set_rule
from serving.feedback.reviewing import judge_corrections
from serving.models import Prediction
from work.errors import JobFault


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prediction(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """An answer to one's organization, and what one found of it."""
    answer = find_prediction(slug, uid, by=request.actor)
    said = answer.feedback.filter(person=request.actor.user.pk).first()
    data = request.POST if request.method == "POST" else None
    form = FeedbackForm(answer, data, initial=FeedbackForm.filled(said))
    if form.is_valid():
        try:
            give_feedback(answer, **form.said, by=request.actor)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Thank you. What you found is kept with the answer."))
            return redirect(answer)
    told = {"answer": answer, "model": answer.model_version.model, "said": said, "form": form}
    return render(request, "serving/feedback/prediction.html", told, status=422 if form.errors else 200)


@login_required
@require_safe
def feedback(request: ActingRequest, slug: str) -> HttpResponse:
    """How a model does among people: all of it for its owner, one's own part for who may ask it."""
    model = find_model(slug, by=request.actor)
    told = feedback_page(
        model, number=request.GET.get("version", ""), by=request.actor, project=request.GET.get("project", "")
    )
    if told is None:
        raise Http404
    return render(request, "serving/feedback/feedback.html", told)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: ActingRequest, slug: str) -> HttpResponse:
    """Corrections that wait for review, and what became of the others."""
    model = find_model(slug, by=request.actor)
    require(request.actor, "review_corrections", model.asset)
    status = 200
    if request.method == "POST":
        chosen, accept = _uids(request.POST.getlist("prediction")), request.POST.get("accept")
        if chosen and accept in ("1", "0"):
            try:
                judged = judge_corrections(model, chosen, accept=accept == "1", by=request.actor)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, _judged(judged, accepted=accept == "1"))
            return redirect("serving:corrections", slug)
        messages.error(request, _("Choose at least one correction, and whether it is accepted."))
        status = 422
    told = corrections_page(model, page=request.GET.get("page"))
    return render(request, "serving/feedback/corrections.html", told, status=status)


@login_required
@require_POST
def gather(request: ActingRequest, slug: str) -> HttpResponse:
    """Make a dataset of what was accepted, or its next version."""
    model = find_model(slug, by=request.actor)
    try:
        made = gather_corrections(model, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except JobFault:
        messages.error(request, _("The accepted corrections make the same rows as before."))
    else:
        told = {"dataset": made.version.asset.name, "number": made.version.number}
        messages.success(request, _("They are version %(number)s of %(dataset)s now.") % told)
        return redirect(made.dataset)
    return redirect("serving:corrections", slug)


@login_required
@require_POST
def retraining(request: ActingRequest, slug: str) -> HttpResponse:
    """Set after how many corrections the model is trained again, or that it is not any more."""
    model = find_model(slug, by=request.actor)
    form = RuleForm(request.POST)
    if "drop" in request.POST:
        drop_rule(model, by=request.actor)
        messages.success(request, _("It is not trained again by itself any more."))
    elif not form.is_valid():
        require(request.actor, "review_corrections", model.asset)
        messages.error(request, " ".join(str(each) for faults in form.errors.values() for each in faults))
    else:
        try:
            rule = set_rule(model, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            words = ngettext(
                "It is trained again after %(rows)d new correction.",
                "It is trained again after %(rows)d new corrections.",
                rule.rows,
            )
            messages.success(request, words % {"rows": rule.rows})
    return redirect(reverse("serving:feedback", args=[slug]) + "#retraining")


def find_model(slug: str, *, by: Actor) -> Model:
    """A model that `by` may know of; else a 404."""
    model: Model = get_object_or_404(visible(by, Model.objects.told(), Operation.DISCOVER), asset__slug=slug)
    return model


def find_prediction(slug: str, uid: UUID, *, by: Actor) -> Prediction:
    """An answer to the organization that `by` acts for, by a model that they may still ask.

    Raises NotAllowed where they may not; a 404 for what others were answered.
    """
    model = find_model(slug, by=by)
    found: Prediction = get_object_or_404(Prediction.objects.asked_for(by).of_model(model), uid=uid)
    require(by, Operation.INFER, found.model_version.version, project=found.project)
    return found


def _judged(rows: int, *, accepted: bool) -> str:
    if accepted:
        return ngettext("%(rows)d correction is accepted.", "%(rows)d corrections are accepted.", rows) % {"rows": rows}
    return ngettext("%(rows)d correction is rejected.", "%(rows)d corrections are rejected.", rows) % {"rows": rows}


def _uids(words: list[str]) -> list[UUID]:
    """Those of the words that are ids."""
    found = []
    for word in words:
        with suppress(ValueError):
            found.append(UUID(word))
    return found
