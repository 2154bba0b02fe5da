"""Requests for access: asking from an asset's page, and answering as its owner."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.forms.access import AskForm, RefuseForm
from agreements.models import AccessRequest, Agreement, Asset, Undertaking
from agreements.policy import decide, visible
from agreements.services.access import ask_for_access, refuse_access, start_agreement_for, withdraw_request
from organizations.requests import ActingRequest

ON_A_PAGE = 25


@login_required
@require_safe
def requests(request: ActingRequest) -> HttpResponse:
    """What one's organization asked, and what it was asked."""
    rows = visible(request.actor, AccessRequest.objects.all(), "discover")
    rows = rows.select_related("asset__owner", "organization", "project").order_by("-id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "agreements/access/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActingRequest) -> HttpResponse:
    """Ask for an operation on an asset; where an agreement covers it, the answer is there at once."""
    asset = _asset(request)
    projects = visible(request.actor, Undertaking.objects.select_related("purpose"), "discover").order_by("name", "id")
    form = AskForm(
        request.POST if request.method == "POST" else None,
        asset=asset,
        projects=list(projects),
        initial=request.GET.dict(),
    )
    covered = None
    if form.is_valid():
        try:
            answer = ask_for_access(asset, by=request.actor, **form.asked())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if answer.request:
                messages.success(request, _("%(owner)s has your request.") % {"owner": asset.owner})
                return redirect(answer.request)
            covered = answer.decision
    context = {"asset": asset, "form": form, "covered": covered, "projects": projects}
    return render(request, "agreements/access/ask.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def request_page(request: ActingRequest, uid: str) -> HttpResponse:
    """One request: what was asked, for what, and what came of it."""
    return _page(request, _request(request, uid), RefuseForm())


@login_required
@require_POST
def start(request: ActingRequest, uid: str) -> HttpResponse:
    """Answer with the draft of an agreement."""
    found = _request(request, uid)
    try:
        draft = start_agreement_for(found, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    messages.success(request, _("This is a draft with what was asked. Complete it, then propose it."))
    return redirect(draft)


@login_required
@require_POST
def refuse(request: ActingRequest, uid: str) -> HttpResponse:
    """Say no, and how to ask again."""
    found, form = _request(request, uid), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        refuse_access(found, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your answer is written; who asked reads it word for word."))
    return redirect(found)


@login_required
@require_POST
def withdraw(request: ActingRequest, uid: str) -> HttpResponse:
    """Take one's own request back."""
    found = _request(request, uid)
    try:
        withdraw_request(found, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The request is taken back."))
    return redirect(found)


def _asset(request: ActingRequest) -> Asset:
    """The asset that the address names, among those that one may know of."""
    kind, _slash, slug = request.GET.get("asset", "").partition("/")
    if kind not in Asset.Kind.values:
        raise Http404
    known = visible(request.actor, Asset.objects.select_related("owner"), "discover")
    return get_object_or_404(known, kind=kind, slug=slug)


def _request(request: ActingRequest, uid: str) -> AccessRequest:
    rows = AccessRequest.objects.select_related(
        "asset__owner", "project__purpose", "purpose", "organization", "asked_by", "answered_by"
    )
    return get_object_or_404(visible(request.actor, rows, "discover"), uid=uid)


def _page(request: ActingRequest, found: AccessRequest, form: RefuseForm) -> HttpResponse:
    answers = decide(request.actor, "answer_access", found.asset)
    started = visible(request.actor, Agreement.objects.all(), "discover").filter(access_requests=found)
    context = {
        "asked": found,
        "is_owner": found.asset.owner == request.actor.organization,
        "may_answer": answers.allowed,
        "why_not": "" if answers.allowed else answers.sentences(request.actor)[0],
        "is_mine": found.organization == request.actor.organization,
        "agreement": started.first(),
        "form": form,
    }
    return render(request, "agreements/access/request.html", context, status=422 if form.errors else 200)
