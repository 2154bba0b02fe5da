"""Before a meeting: it is planned, moved and called off; people answer, and say what to talk about."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.policy import permitted
from audit.services import record
from collaborations.meetings.models import AgendaItem, Attendance, Meeting, MeetingSeries
from collaborations.meetings.noticing import tell_the_team
from collaborations.meetings.recurrence import moment_of, moments_of
from collaborations.models import Project
from organizations.actor import Actor

A_DAY_OF_MINUTES = 24 * 60


def plan_meetings(
    project: Project,
    *,
    title: str,
    starts: datetime,
    minutes: int,
    zone: str,
    by: Actor,
    rule: str = "",
    until: date | None = None,
    place: str = "",
) -> Meeting:
    """Plan a meeting, or with a rule a series of them, and invite the team; the first of them.

    `starts` is what the clock of the zone shows when the first begins.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: a title that is missing, no such time zone, or a rule that makes no series.
    """
    with permitted(by, [("plan", project.undertaking)]) as yes:
        moments = moments_of(starts, rule, until, zone)
        series = MeetingSeries(project=project, title=title.strip(), timezone=zone, rule=rule, planned_by=by.user)
        series.full_clean()
        series.save()
        length = _length(minutes)
        made = Meeting.objects.bulk_create(
            Meeting(series=series, planned_for=at, starts_at=at, ends_at=at + length, place=place.strip())
            for at in moments
        )
        keep_record(by, "meeting.planned", made[0], yes, count=len(made))
        if not made[-1].is_over:
            tell_the_team("meeting.planned", made[0], by)
    return made[0]


def move_meeting(meeting: Meeting, *, starts: datetime, minutes: int, place: str, by: Actor) -> Meeting:
    """Let one meeting begin at another time, take longer or shorter, or be elsewhere; the others of its series stay.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is called off, or this is what stands there already.
    """
    with permitted(by, [("plan", meeting)]) as yes:
        now = locked(meeting)
        begins = moment_of(starts, now.series.timezone)
        changes = {"starts_at": begins, "ends_at": begins + _length(minutes), "place": place.strip()}
        if all(getattr(now, name) == value for name, value in changes.items()):
            raise ValidationError(_("This is what stands there already."))
        for name, value in changes.items():
            setattr(now, name, value)
        now.full_clean()
        now.save()
        _count_change(now)
        keep_record(by, "meeting.moved", now, yes)
        if not now.is_over:
            tell_the_team("meeting.moved", now, by)
    return now


def call_off(meeting: Meeting, *, by: Actor, with_later: bool = False) -> None:
    """Say that a meeting does not take place; `with_later`: nor do those after it in its series.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: it is called off already, or there are minutes of it.
    """
    with permitted(by, [("plan", meeting)]) as yes:
        now = locked(meeting)
        if now.minutes.exists():
            raise ValidationError(_("There are minutes of this meeting, so it took place."))
        off = now.series.meetings.filter(called_off_at=None, minutes=None)
        off = off.filter(starts_at__gte=now.starts_at) if with_later else off.filter(pk=now.pk)
        count = Meeting.objects.filter(pk__in=list(off.values_list("pk", flat=True))).update(
            called_off_at=timezone.now()
        )
        _count_change(now)
        keep_record(by, "meeting.called_off", now, yes, count=count)
        tell_the_team("meeting.called_off", now, by)


def answer_meeting(meeting: Meeting, answer: str, *, by: Actor) -> None:
    """Say whether one comes.

    Raises:
        NotAllowed: the policy refuses; those of the team answer.
        ValidationError: no such answer; or it is over, or called off.
    """
    with permitted(by, [("attend", meeting)]) as yes:
        now = locked(meeting)
        if now.is_over:
            raise ValidationError(_("This meeting is over."))
        if answer not in Attendance.Answer.values:
            raise ValidationError({"answer": _("Answer with one of: yes, maybe, no.")})
        Attendance.objects.update_or_create(
            meeting=now, user=by.user, organization=by.organization, defaults={"answer": answer}
        )
        keep_record(by, "meeting.answered", now, yes, answer=answer)


def add_agenda_item(meeting: Meeting, words: str, *, by: Actor) -> AgendaItem:
    """Say what to talk about.

    Raises:
        NotAllowed: the policy refuses; those of the team add to an agenda.
        ValidationError: there is nothing in it, or the meeting is called off.
    """
    with permitted(by, [("attend", meeting)]) as yes:
        now = locked(meeting)
        item = AgendaItem(meeting=now, words=words.strip(), added_by=by.user, added_for=by.organization)
        item.full_clean()
        item.save()
        keep_record(by, "meeting.agenda_added", now, yes, item=str(item.uid))
    return item


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now: who changes it at once waits.

    Raises:
        ValidationError: it is called off.
    """
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("series__project__undertaking")
    now = rows.get(pk=meeting.pk)
    if now.called_off_at:
        raise ValidationError(_("This meeting is called off."))
    return now


def keep_record(by: Actor, verb: str, meeting: Meeting, yes: Any, **more: Any) -> None:
    """Keep the deed in the audit, with the project that it concerns."""
    told: dict[str, Any] = {
        "meeting": str(meeting.uid),
        "title": meeting.series.title,
        "starts_at": meeting.starts_at.isoformat(),
    }
    record(by, verb, meeting.series.project.undertaking, decision=yes, **told, **more)


def _count_change(meeting: Meeting) -> None:
    """Calendars take only what has a higher number than what they know."""
    MeetingSeries.objects.filter(pk=meeting.series_id).update(sequence=F("sequence") + 1)


def _length(minutes: int) -> timedelta:
    if not 0 < minutes <= A_DAY_OF_MINUTES:
        raise ValidationError({"minutes": _("A meeting takes between one minute and a day.")})
    return timedelta(minutes=minutes)
