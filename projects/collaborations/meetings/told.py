"""Meetings as pages and the API tell them: those to come and those that were; of one, its people and open items."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreements.policy import decide, visible
from collaborations.meetings.models import Attendance, Meeting
from collaborations.models import Project
from collaborations.panels import Panel
from collaborations.stages import Check, Fact, stages
from organizations.actor import Actor
from organizations.models import Organization

ON_A_PANEL = 3
OPEN = ("wait", "rest", "stop")  # the tones of what a stage still misses


class Person(NamedTuple):
    """Somebody of the team, or who was: what they answered, and whether they were there."""

    user: User
    organization: Organization
    answer: str
    was_present: bool

    @property
    def answer_said(self) -> str:
        """Their answer in words; empty without one."""
        return str(Attendance.Answer(self.answer).label) if self.answer else ""


def meetings_of(project: Project, by: Actor) -> QuerySet[Meeting]:
    """All meetings of a project, for whoever may read it."""
    rows = Meeting.objects.filter(series__project=project).select_related("series__project__undertaking")
    return visible(by, rows, "discover")


def to_come(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Those that are not over, the next one in front."""
    return meetings.filter(ends_at__gt=timezone.now())


def past(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Those that are over, the latest in front."""
    return meetings.filter(ends_at__lte=timezone.now()).order_by("-starts_at", "-id")


def people_of(meeting: Meeting) -> list[Person]:
    """Everybody of the team, and who answered or came while they were in it; by organization and name."""
    answered = {(row.user, row.organization): row for row in meeting.attendances.select_related("user", "organization")}
    team = meeting.series.project.undertaking.team.select_related("user", "organization")
    everybody = {*answered, *((member.user, member.organization) for member in team)}
    found = []
    for user, organization in sorted(everybody, key=lambda one: (one[1].name, str(one[0]))):
        row = answered.get((user, organization))
        found.append(Person(user, organization, row.answer if row else "", row is not None and row.was_present))
    return found


def open_items(project: Project, by: Actor) -> list[Check]:
    """What the project's stages still miss, as far as the reader may know it: to be talked about."""
    return [check for stage in stages(project, by=by) for check in stage.checks if check.tone in OPEN]


def next_meeting(project: Project, by: Actor) -> Fact | None:
    """In the third stage: when people meet next, which says nothing of where the stage stands."""
    meeting = to_come(meetings_of(project, by)).filter(called_off_at=None).first()
    if meeting is None:
        return None
    return Fact(None, "", [Check("run", str(meeting), meeting.get_absolute_url(), meeting.when)])


def meetings_panel(project: Project, by: Actor) -> Panel:
    """The next meetings, on the project's page."""
    return Panel(
        "collaborations/meetings/panel.html",
        {
            "page": reverse("collaborations:meetings", args=[project.undertaking.slug]),
            "meetings": to_come(meetings_of(project, by)).filter(called_off_at=None)[:ON_A_PANEL],
            "may_plan": decide(by, "plan", project.undertaking).allowed,
        },
    )
