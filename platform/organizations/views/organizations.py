"""All organizations, a new one, and each one's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.addresses import proved_addresses
from organizations.finding import find_organization
from organizations.forms.organizations import FoundForm
from organizations.forms.people import InviteForm, LetInForm
from organizations.gate import may, visible
from organizations.middleware import SESSION_KEY
from organizations.models import Invitation, JoinRequest, Logo, Organization, SignOn
from organizations.people import people_of
from organizations.requests import ActingRequest
from organizations.services import ask_again, ask_to_join, joinable, register_organization

PER_PAGE = 50


@login_required
@require_GET
def organizations(request: ActingRequest) -> HttpResponse:
    """The organizations that the reader may know of, and the ways into one."""
    known = visible(request.actor, Organization.objects.all()).order_by("name")
    mine = proved_addresses(request.user)
    return render(
        request,
        "organizations/list.html",
        {
            "page": Paginator(known, PER_PAGE).get_page(request.GET.get("page")),
            "invitations": Invitation.objects.addressed_to(mine).select_related("organization"),
            "joinable": joinable(request.actor),
            "has_address": bool(mine),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def found(request: ActingRequest) -> HttpResponse:
    """Found an organization; the platform's staff then look at it."""
    form = FoundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            founded = register_organization(by=request.actor, **form.cleaned_data)
        except ValidationError as fault:
            form.take_faults(fault)
        else:
            request.session[SESSION_KEY] = founded.slug
            messages.success(
                request,
                _("%(organization)s is here. The platform’s staff look at it next.") % {"organization": founded},
            )
            return redirect(founded)
    return render(
        request,
        "organizations/new.html",
        {"form": form, "has_address": bool(proved_addresses(request.user))},
        status=422 if form.errors else 200,
    )


@login_required
@require_GET
def organization(request: ActingRequest, slug: str) -> HttpResponse:
    """An organization: what everybody may know, and for its own people who they are and in which roles."""
    return show(request, find_organization(request.actor, slug))


def show(request: ActingRequest, found: Organization, *, invite_form: InviteForm | None = None) -> HttpResponse:
    """The page, with a faulty form where there is one."""
    actor, own = request.actor, found == request.actor.organization
    may_invite, may_answer = may(actor, "invite", found), may(actor, "answer_join", found)
    waiting = found.join_requests.filter(state=JoinRequest.State.WAITING).select_related("user")
    return render(
        request,
        "organizations/organization.html",
        {
            "organization": found,
            "logo": Logo.objects.filter(organization=found).only("digest").first(),
            "domains": found.domains.told(),
            "people": people_of(found) if own else None,
            "may_manage": may(actor, "manage_members", found),
            "may_edit": may(actor, "edit", found) or may(actor, "correct", found),
            "may_invite": may_invite,
            "has_sign_on": own and SignOn.objects.filter(organization=found).exists(),
            "may_see_use": may(actor, "see_use", found),
            "may_sign_on": may(actor, "set_sign_on", found),
            "may_ask_again": bool(found.rejected_at) and may(actor, "edit", found),
            "shows_rejection": own or actor.opens_desk,
            "invitations": found.invitations.open().select_related("invited_by") if may_invite else [],
            "join_requests": waiting if may_answer else [],
            "let_in_form": LetInForm(organization=found, prefix="let-in"),
            "invite_form": invite_form or InviteForm(organization=found),
            "may_join": joinable(actor).filter(pk=found.pk).exists(),
        },
        status=422 if invite_form else 200,
    )


@login_required
@require_GET
def logo(request: ActingRequest, slug: str) -> HttpResponse:
    """The picture that we drew."""
    found = get_object_or_404(Logo, organization=find_organization(request.actor, slug))
    return HttpResponse(bytes(found.png), content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@login_required
@require_POST
def review_again(request: ActingRequest, slug: str) -> HttpResponse:
    """Ask the platform's staff to look once more."""
    found = ask_again(find_organization(request.actor, slug), by=request.actor)
    messages.success(request, _("The platform’s staff look at %(organization)s again.") % {"organization": found})
    return redirect(found)


@login_required
@require_POST
def join(request: ActingRequest, slug: str) -> HttpResponse:
    """Ask its owners to be let in."""
    found = find_organization(request.actor, slug)
    ask_to_join(found, by=request.actor)
    messages.success(request, _("The owners of %(organization)s read your request.") % {"organization": found})
    return redirect(found)
