"""Composing terms: choose a template, choose the terms and read them as they will stand, save, propose."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.composing.choices import partners
from agreements.composing.desk import Desk, composer_context, desk_for, new_desk
from agreements.composing.layout import composed
from agreements.composing.templates import TEMPLATES
from agreements.errors import WrongState
from agreements.models import Agreement, WorkingCopy
from agreements.policy import require
from agreements.services.copies import deed_for, discard_working_copy, keep_working_copy
from agreements.services.negotiation import propose
from agreements.terms import Fault
from agreements.views.agreements import find
from organizations.requests import ActingRequest


@login_required
@require_safe
def choose(request: ActingRequest) -> HttpResponse:
    """Which template, and with whom; both go into the composer's address."""
    require(request.actor, "draft_agreement", request.actor.organization)
    context = {"templates": TEMPLATES.values(), "partners": partners(request.actor)}
    return render(request, "agreements/composer/choose.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose_new(request: ActingRequest) -> HttpResponse:
    """A draft that is not saved yet."""
    require(request.actor, "draft_agreement", request.actor.organization)
    template = TEMPLATES.get(request.GET.get("template", ""))
    known = dict(partners(request.actor))
    chosen = list(dict.fromkeys(slug for slug in request.GET.getlist("party") if slug in known))
    if template is None or not chosen or request.actor.organization is None:
        messages.error(request, _("Choose a template, and at least one organization to agree with."))
        return redirect("agreements:new")
    copy = WorkingCopy(template=template.slug, parties=[request.actor.organization.slug, *chosen])
    return _compose(request, new_desk(template, copy, request.actor, request.POST or None))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def working_copy(request: ActingRequest, uid: UUID) -> HttpResponse:
    """A draft that was begun and is not saved as one yet."""
    require(request.actor, "draft_agreement", request.actor.organization)
    copy = get_object_or_404(WorkingCopy.objects.of(request.actor).filter(agreement=None), uid=uid)
    return _compose(request, new_desk(TEMPLATES[copy.template], copy, request.actor, request.POST or None))


@login_required
@require_POST
def discard(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Let a working copy go; what was saved or proposed before stands."""
    copy = get_object_or_404(WorkingCopy.objects.of(request.actor).select_related("agreement"), uid=uid)
    agreement = copy.agreement
    discard_working_copy(copy, by=request.actor)
    messages.success(request, _("Your working copy is gone."))
    return redirect(agreement or "agreements:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: ActingRequest, slug: str) -> HttpResponse:
    """Other terms for a draft, or a version in answer."""
    agreement = find(request, slug)
    require(request.actor, *deed_for(agreement))
    try:
        desk = desk_for(agreement, request.actor, request.POST or None)
    except WrongState as error:
        messages.error(request, " ".join(error.messages))
        return redirect(agreement)
    return _compose(request, desk)


def _compose(request: ActingRequest, desk: Desk) -> HttpResponse:
    do = request.POST.get("do", "")
    if request.headers.get("HX-Request"):
        return _renewed(request, desk, do)
    status = 200
    try:
        if do == "propose" or (do == "save" and desk.saves):
            return _store(request, desk, propose_it=do == "propose")
        if do == "save":
            return _keep(request, desk)
    except ValidationError as error:
        desk.form.tell(_faults(error))
        status = 422
    context = composer_context(desk, request.actor)
    return render(request, "agreements/composer/compose.html", context, status=status)


def _store(request: ActingRequest, desk: Desk, *, propose_it: bool) -> HttpResponse:
    """As terms; where they are none yet, what is to be saved becomes a working copy."""
    try:
        kept = desk.store(title=request.POST.get("title", ""), terms=desk.form.chosen(), by=request.actor)
    except ValidationError:
        if propose_it:
            raise
        return _keep(request, desk)
    if desk.copy.pk:
        discard_working_copy(desk.copy, by=request.actor)
    return _on_from(request, desk, kept, propose_it=propose_it)


def _keep(request: ActingRequest, desk: Desk) -> HttpResponse:
    copy = keep_working_copy(desk.copy, written=desk.form.written(), by=request.actor)
    messages.success(request, _("Kept as your working copy. Terms can be proposed once nothing is marked any more."))
    return redirect(copy)


def _renewed(request: ActingRequest, desk: Desk, do: str) -> HttpResponse:
    """What of the page changes with a choice: the text and the faults, or what a chosen thing can be used for."""
    row = do.removeprefix("operations-")
    if row.isascii() and row.isdigit() and int(row) < desk.form.row_count:
        operations = composed(desk.form, f"shares.{int(row)}.operations")
        return render(request, "agreements/composer/operations.html", {"composed": operations})
    return render(request, "agreements/composer/renewed.html", composer_context(desk, request.actor))


def _on_from(request: ActingRequest, desk: Desk, kept: Agreement, *, propose_it: bool) -> HttpResponse:
    """To the page of what was stored; a draft that is to be proposed at once stays one where that fails."""
    try:
        if propose_it and desk.saves:
            propose(kept, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("These terms are proposed.") if propose_it else _("The draft is saved."))
    return redirect(kept)


def _faults(error: ValidationError) -> list[Fault]:
    """The faults of what was sent; those of another kind stand at the title."""
    return [_as_fault(one) for one in _each(error)]


def _as_fault(error: ValidationError) -> Fault:
    return error if isinstance(error, Fault) else Fault("title", "%(words)s", words=" ".join(error.messages))


def _each(error: ValidationError) -> list[ValidationError]:
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return list(error.error_list)
