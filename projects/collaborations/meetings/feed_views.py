"""The page of one's calendar address, and what a calendar reads there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from collaborations.meetings.calendars import feed_of
from collaborations.meetings.feeds import reader_behind, renew_feed, withdraw_feed
from collaborations.meetings.models import CalendarFeed
from organizations.requests import ActingRequest


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: ActingRequest) -> HttpResponse:
    """Whether one has an address; a new one is on the page that answers the form, and never again."""
    address = None
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("collaborations:calendar-feed", args=[renew_feed(request.actor)]))
    feed = CalendarFeed.objects.filter(user=request.actor.user, organization=request.actor.organization).first()
    return render(request, "collaborations/meetings/calendar.html", {"feed": feed, "address": address})


@login_required
@require_POST
def withdraw(request: ActingRequest) -> HttpResponse:
    """Let the address lead nowhere."""
    withdraw_feed(request.actor)
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("collaborations:calendar")


@never_cache
@require_GET
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The meetings of whoever the address belongs to; calendars sign in nowhere, so the secret is all they show."""
    reader = reader_behind(secret)
    if reader is None:
        raise Http404
    return HttpResponse(feed_of(reader), content_type="text/calendar; charset=utf-8")
