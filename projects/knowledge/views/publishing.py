"""A manuscript's way out: given, answered, submitted, published."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.policy import require
from knowledge.finding import find_paper, find_reading
from knowledge.models import ManuscriptReading
from knowledge.services import answer_manuscript, give_manuscript, publish_paper, submit_paper
from organizations.requests import ActingRequest


@login_required
@require_POST
def give(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Give the latest manuscript to its readers."""
    paper = find_paper(request.actor, uid, slug)
    require(request.actor, "write_paper", paper)
    said = _("The manuscript is given to its readers; their days run from now on.")
    return _done(request, paper.get_absolute_url(), said, lambda: give_manuscript(paper, by=request.actor))


@login_required
@require_POST
def answer(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Agree early, or object, for the organization acted for."""
    paper = find_paper(request.actor, uid, slug)
    reading = find_reading(request.actor, paper)
    require(request.actor, "answer_manuscript", reading)
    objects = "object" in request.POST
    said = _("Your objection stands; the authors are told.") if objects else _("You agree; the authors are told.")
    given = {"reason": request.POST.get("reason", ""), "asks": request.POST.get("asks", "")} if objects else {}
    to = ManuscriptReading.Answer.OBJECTS if objects else ManuscriptReading.Answer.AGREES
    address = f"{paper.get_absolute_url()}#readers"
    return _done(request, address, said, lambda: answer_manuscript(reading, to, **given, by=request.actor))


@login_required
@require_POST
def submit(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Say that it was submitted."""
    paper = find_paper(request.actor, uid, slug)
    said = _("The paper is marked as submitted.")
    return _done(request, paper.get_absolute_url(), said, lambda: submit_paper(paper, by=request.actor))


@login_required
@require_POST
def publish(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Say that it is published."""
    paper = find_paper(request.actor, uid, slug)
    said = _("The paper is marked as published.")
    return _done(request, paper.get_absolute_url(), said, lambda: publish_paper(paper, by=request.actor))


def _done(request: ActingRequest, address: str, said: str, deed: Callable[[], object]) -> HttpResponse:
    """Do it, and go back to the page with what came of it."""
    try:
        deed()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(address)
