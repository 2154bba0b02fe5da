"""Pages of batches: rows are chosen, waited for, and what was said is taken along."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from agreements.downloads import download
from agreements.operations import Operation
from agreements.policy import require
from catalog.access import access_to
from organizations.requests import ActingRequest
from serving.asked_for import asked_for
from serving.batches.forms import BatchForm, offered
from serving.batches.reading import columns_of, reads_pictures, recipe_of
from serving.batches.services import begin_batch, cancel_batch, give_answers
from serving.batches.words import notes_of, why_not
from serving.errors import BadInput
from serving.models import Batch

LISTED = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_new(request: ActingRequest, slug: str) -> HttpResponse:
    """Choose the rows that a version is asked about, the one in production unless another is named."""
    by = request.actor
    model, version, versions = asked_for(request, slug)
    access = access_to(version.version, [Operation.INFER], by=by, project=request.GET.get("project", ""))
    batches = Batch.objects.asked_by(by).filter(version__version__asset=model.asset)[:LISTED]
    told: dict[str, Any] = {"model": model, "version": version, "versions": versions, "access": access}
    told |= {"here": "file", "batches": batches}
    if request.method == "POST":
        require(by, Operation.INFER, version.version, project=access.project)
    try:
        results = recipe_of(version)
    except BadInput as fault:
        told["unanswerable"] = fault.sentence
        return render(request, "serving/batch_new.html", told, status=422 if request.method == "POST" else 200)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BatchForm(columns_of(results), offered(by, access.project), *sent)
    if reads_pictures(results):
        del form.fields["file"]
    if form.is_valid():
        try:
            return redirect(begin_batch(version, form.rows(), columns=form.named(), by=by, project=access.project))
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, "serving/batch_new.html", told | {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def batch_page(request: ActingRequest, uid: UUID) -> HttpResponse:
    """How far it is, or what came of it."""
    batch = _find(request, uid)
    told = {"batch": batch, "why": why_not(batch, request.actor), "notes": notes_of(batch)}
    return render(request, "serving/batch.html", told)


@login_required
@require_GET
def batch_answers(request: ActingRequest, uid: UUID) -> HttpResponseBase:
    """The file of what was said, for as long as all that it took is still allowed."""
    return answers_file(request, _find(request, uid))


@login_required
@require_POST
def batch_cancel(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Want it no more."""
    batch = _find(request, uid)
    cancel_batch(batch, by=request.actor)
    return redirect(batch)


def answers_file(request: Any, batch: Batch) -> HttpResponseBase:
    """The answers as a download. Raises Http404 where there are none, NotAllowed."""
    if batch.answers is None:
        raise Http404

    def give(part: slice) -> Iterator[bytes]:
        return give_answers(batch, by=request.actor, part=part)

    name = f"{batch.version.version.asset.slug}-answers.jsonl"
    return download(request, give, name=name, size=batch.answers.size, sha256=batch.answers.sha256)


def _find(request: ActingRequest, uid: UUID) -> Batch:
    return get_object_or_404(Batch.objects.asked_by(request.actor), uid=uid)
