"""Ethics approvals of a project: filing one, reading its document, accepting it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.downloads import attachment_of
from agreements.models import EthicsApproval
from agreements.policy import require, visible
from agreements.services.ethics import accept_ethics_approval
from collaborations.forms.ethics import EthicsApprovalForm
from collaborations.views.projects import find
from organizations.requests import ActingRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: ActingRequest, slug: str) -> HttpResponse:
    """File what a committee decided about the project."""
    project = find(request, slug)
    require(request.actor, "file_ethics_approval", project.undertaking)
    form = EthicsApprovalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.save(project.undertaking, by=request.actor):
        messages.success(request, _("The approval is filed. It counts once a party that shares something accepts it."))
        return redirect(project)
    status = 422 if request.method == "POST" else 200
    return render(request, "collaborations/ethics/new.html", {"project": project, "form": form}, status=status)


@login_required
@require_safe
def document(request: ActingRequest, slug: str, uid: UUID) -> StreamingHttpResponse:
    """The committee's document, for the parties."""
    approval = _find(request, slug, uid)
    return attachment_of(approval.document, name=approval.document_name)


@login_required
@require_POST
def accept(request: ActingRequest, slug: str, uid: UUID) -> HttpResponse:
    """Accept it for what the organization acted for shares."""
    approval = _find(request, slug, uid)
    try:
        accept_ethics_approval(approval, by=request.actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Accepted for %(organization)s.") % {"organization": request.actor.organization})
    return redirect(find(request, slug))


def _find(request: ActingRequest, slug: str, uid: UUID) -> EthicsApproval:
    rows = EthicsApproval.objects.select_related("undertaking", "document", "organization")
    return get_object_or_404(visible(request.actor, rows, "discover"), uid=uid, undertaking__slug=slug)
