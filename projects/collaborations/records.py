"""The records of a project as a reader meets them."""

from django.db.models import QuerySet

from agreements.policy import visible
from collaborations.models import Decision, Project, Risk
from organizations.actor import Actor


def told_risks(project: Project, *, by: Actor) -> QuerySet[Risk]:
    """Its risks and differences of interest: first what is open."""
    rows = Risk.objects.filter(project=project).select_related("raised_by", "raised_for", "settled_by", "settled_for")
    return visible(by, rows, "discover")


def told_decisions(project: Project, *, by: Actor) -> QuerySet[Decision]:
    """Its decisions, the latest first."""
    rows = Decision.objects.filter(project=project).select_related("recorded_by", "recorded_for")
    return visible(by, rows, "discover")
