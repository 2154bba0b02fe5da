"""What a shared project has of its own, a file per subject."""

from collaborations.meetings.models import (
    AgendaItem,
    Attendance,
    CalendarFeed,
    Meeting,
    MeetingAction,
    MeetingSeries,
    Minutes,
)
from collaborations.models.objectives import Expectation, Objective, ObjectiveAgreement
from collaborations.models.planning import Milestone, Task
from collaborations.models.projects import Project
from collaborations.models.records import Decision, Risk

__all__ = [
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "Decision",
    "Expectation",
    "Meeting",
    "MeetingAction",
    "MeetingSeries",
    "Milestone",
    "Minutes",
    "Objective",
    "ObjectiveAgreement",
    "Project",
    "Risk",
    "Task",
]
