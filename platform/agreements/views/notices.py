"""What a person was told, and when it is mailed to them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.forms.notices import MailForm, NoticeFilter
from agreements.noticing.reading import told_all
from agreements.policy import visible
from agreements.services.notices import read_notices
from notifications.models import Notice
from organizations.requests import ActingRequest

ON_A_PAGE = 25


@login_required
@require_safe
def notices(request: ActingRequest) -> HttpResponse:
    """The unread ones first, then the others, the newest first."""
    form = NoticeFilter(request.GET)
    mine = visible(request.actor, Notice.objects.unread_first(), "discover")
    rows = mine.filter(kind=form.chosen) if form.chosen else mine
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "told": told_all(list(page), request.actor),
        "query": f"{urlencode({'kind': form.chosen})}&" if form.chosen else "",
        "any_unread": any(notice.read_at is None for notice in page),
    }
    return render(request, "notices/list.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_POST
def read_all(request: ActingRequest) -> HttpResponse:
    """Mark all as read, or all of the kind that the page showed."""
    form = NoticeFilter(request.POST)
    if form.is_valid():  # of a kind that there is not, none
        read_notices(by=request.actor, kind=form.chosen)
    return redirect(_back(form))


@login_required
@require_POST
def read(request: ActingRequest, uid: UUID) -> HttpResponse:
    """Mark one as read."""
    if not visible(request.actor, Notice.objects.filter(uid=uid), "discover").exists():
        raise Http404
    read_notices(by=request.actor, uid=uid)
    return redirect(_back(NoticeFilter(request.POST)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: ActingRequest) -> HttpResponse:
    """When which kind of notice is mailed."""
    form = MailForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Changed."))
        return redirect("agreements:notices-mail")
    return render(request, "notices/mail.html", {"form": form}, status=422 if form.errors else 200)


def _back(form: NoticeFilter) -> str:
    query = f"?{urlencode({'kind': form.chosen})}" if form.chosen else ""
    return f"{reverse('agreements:notices')}{query}"
