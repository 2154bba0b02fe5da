"""In and after a meeting: who was there, what was said, and what somebody is to do."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agreements.models import TeamMember
from agreements.policy import permitted
from collaborations.meetings.models import AgendaItem, Attendance, Meeting, MeetingAction, Minutes
from collaborations.meetings.services.planning import keep_record, locked
from organizations.actor import Actor


def drop_agenda_item(item: AgendaItem, *, by: Actor) -> None:
    """Take something off the agenda.

    Raises:
        NotAllowed: the policy refuses.
    """
    with permitted(by, [("plan", item)]) as yes:
        keep_record(by, "meeting.agenda_dropped", item.meeting, yes, words=item.words)
        item.delete()


def note_presence(meeting: Meeting, people: Iterable[UUID], *, by: Actor) -> None:
    """Say who of the team was there, by their identifiers; whoever is not named was not.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the meeting has not begun, or somebody is not in the team.
    """
    with permitted(by, [("plan", meeting)]) as yes:
        now = locked(meeting)
        if not now.has_begun:
            raise ValidationError(_("This meeting has not begun."))
        named = set(people)
        there = list(_team_of(now).filter(user__uid__in=named))
        if named - {member.user.uid for member in there}:
            raise ValidationError({"people": _("Name people of the team.")})
        now.attendances.update(was_present=False)
        Attendance.objects.bulk_create(
            [
                Attendance(meeting=now, user=member.user, organization=member.organization, was_present=True)
                for member in there
            ],
            update_conflicts=True,
            unique_fields=["meeting", "user", "organization"],
            update_fields=["was_present"],
        )
        keep_record(by, "meeting.presence_noted", now, yes, count=len(named))


def write_minutes(meeting: Meeting, text: str, *, after: int, by: Actor) -> Minutes:
    """Write the minutes, or a new version of them; `after` is the number of the version that was read, 0 for none.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: the meeting has not begun, there is nothing in it, or somebody has written meanwhile.
    """
    with permitted(by, [("plan", meeting)]) as yes:
        now = locked(meeting)
        if not now.has_begun:
            raise ValidationError(_("This meeting has not begun."))
        latest = now.minutes.first()
        if after != (latest.number if latest else 0):
            raise ValidationError(_("Somebody has written minutes since you read them. Read theirs, then add yours."))
        if latest and latest.text == text.strip():
            raise ValidationError({"text": _("This is what the minutes say already.")})
        minutes = Minutes(
            meeting=now, number=after + 1, text=text.strip(), written_by=by.user, written_for=by.organization
        )
        minutes.full_clean()
        minutes.save()
        keep_record(by, "meeting.minutes_written", now, yes, number=minutes.number)
    return minutes


def note_action(meeting: Meeting, words: str, *, person: UUID, by: Actor, due_on: date | None = None) -> MeetingAction:
    """Note what somebody of the team is to do.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: there is nothing in it, or the person is not in the team.
    """
    with permitted(by, [("plan", meeting)]) as yes:
        now = locked(meeting)
        member = _team_of(now).filter(user__uid=person).first()
        if member is None:
            raise ValidationError({"person": _("Name somebody of the team.")})
        whose = {"person": member.user, "organization": member.organization}
        action = MeetingAction(meeting=now, words=words.strip(), due_on=due_on, **whose)
        action.full_clean()
        action.save()
        keep_record(by, "meeting.action_noted", now, yes, action=str(action.uid))
    return action


def drop_action(action: MeetingAction, *, by: Actor) -> None:
    """Take an action away that was noted by mistake.

    Raises:
        NotAllowed: the policy refuses.
    """
    with permitted(by, [("plan", action)]) as yes:
        keep_record(by, "meeting.action_dropped", action.meeting, yes, words=action.words)
        action.delete()


def _team_of(meeting: Meeting) -> "models.QuerySet[TeamMember]":
    return meeting.series.project.undertaking.team.select_related("user", "organization")
