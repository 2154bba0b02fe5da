"""Home: what waits, what runs, the agreements and projects of whom one acts for, and what happened lately."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import PENDING, Agreement, State
from agreements.policy import decide, visible
from collaborations.models import Project
from dashboard.lately import lately
from dashboard.waiting import waiting_for
from jobs.models import Job
from organizations.requests import ActingRequest

SHOWN = 6
SOON = timedelta(days=60)


@login_required
@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """Each list in a fixed number of queries, whatever there is."""
    actor = request.actor
    agreements = visible(actor, Agreement.objects.prefetch_related("parties__organization"), "discover")
    alive = agreements.filter(state__in=[*PENDING, State.DRAFT, State.ACTIVE, State.SUSPENDED])
    ending = agreements.filter(state=State.ACTIVE, ends_at__lt=timezone.now() + SOON).order_by("ends_at", "id")
    projects = Project.objects.select_related("undertaking").prefetch_related("undertaking__parties__organization")
    context = {
        "may_draft": decide(actor, "draft_agreement", actor.organization).allowed,
        "waiting": waiting_for(actor),
        "jobs": visible(actor, Job.objects.told().wholes(), "discover")[:SHOWN],
        "agreements": alive[:SHOWN],
        "ending": ending[:SHOWN],
        "projects": visible(actor, projects, "discover")[:SHOWN],
        "lately": lately(actor, SHOWN),
    }
    return render(request, "dashboard/home.html", context)
