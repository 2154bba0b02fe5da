"""Meetings in iCalendar (RFC 5545): a person's feed, and what is sent with an invitation (iTIP, RFC 5546).

A series is told as its rule with the number of its meetings, and those that were moved by when they were planned.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from agreements.policy import visible
from collaborations.meetings.models import Meeting, MeetingSeries
from organizations.actor import Actor

KEPT = timedelta(days=366)  # how long a feed tells of what is over
Attachment = tuple[str, bytes, str]


def feed_of(reader: Actor) -> bytes:
    """All meetings of the projects in whose teams the reader is."""
    rows = _with_meetings().filter(
        meetings__ends_at__gt=timezone.now() - KEPT,
        project__undertaking__team__user=reader.user.pk,
        project__undertaking__team__organization=reader.organization,
    )
    events = [event for series in visible(reader, rows.distinct(), "discover") for event in _events(series)]
    return _calendar("PUBLISH", events)


def invitation(meeting: Meeting, verb: str, reader: Actor) -> Attachment:
    """What a calendar needs to follow what was done with a meeting: its series anew, or what of it is called off."""
    series = _with_meetings().get(pk=meeting.series_id)
    method = "CANCEL" if verb == "meeting.called_off" else "REQUEST"
    events = _cancelled(series) if method == "CANCEL" else _events(series)
    for event in events:
        event.add("organizer", _address(str(series.project), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
        event.add("attendee", _address(str(reader.user), reader.user.email, PARTSTAT="NEEDS-ACTION", RSVP="FALSE"))
    return "invitation.ics", _calendar(method, events), f"text/calendar; method={method}"


def _with_meetings() -> Any:
    rows = MeetingSeries.objects.select_related("project__undertaking")
    return rows.prefetch_related(Prefetch("meetings", Meeting.objects.order_by("planned_for", "id")))


def _events(series: MeetingSeries) -> list[Event]:
    """The series with its exceptions, and each meeting that differs; nothing where all are called off."""
    meetings = list(series.meetings.all())
    left = [meeting for meeting in meetings if not meeting.called_off_at]
    if not left:
        return []
    if not series.rule:
        return [_event(series, left[0])]
    usual = next((meeting for meeting in left if meeting.starts_at == meeting.planned_for), left[0])
    whole = _event(series, usual, starts=meetings[0].planned_for)
    said = dict(part.split("=") for part in series.rule.split(";"))
    whole.add(
        "rrule", {**said, "COUNT": len(meetings), **({"BYDAY": said["BYDAY"].split(",")} if "BYDAY" in said else {})}
    )
    if off := [_local(series, meeting.planned_for) for meeting in meetings if meeting.called_off_at]:
        whole.add("exdate", off)
    differing = [one for one in left if one.starts_at != one.planned_for or _kept(one) != _kept(usual)]
    return [whole, *(_event(series, one, of_series=True) for one in differing)]


def _cancelled(series: MeetingSeries) -> list[Event]:
    """What is called off: the series, where it is all of it, else each meeting of it."""
    meetings = list(series.meetings.all())
    off = [meeting for meeting in meetings if meeting.called_off_at]
    in_part = len(off) < len(meetings)
    events = [_event(series, meeting, of_series=in_part) for meeting in (off if in_part else off[:1])]
    for event in events:
        event.add("status", "CANCELLED")
    return events


def _event(
    series: MeetingSeries, meeting: Meeting, *, starts: datetime | None = None, of_series: bool = False
) -> Event:
    """A meeting; `of_series`: the one that its series planned for another moment, or otherwise."""
    begins = starts or meeting.starts_at
    site = settings.SITE_URL.rstrip("/")
    page = site + meeting.get_absolute_url()
    event = Event()
    event.add("uid", f"{series.uid}@{urlsplit(site).hostname or 'entente'}")
    event.add("sequence", series.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", _local(series, begins))
    event.add("dtend", _local(series, begins + timedelta(minutes=meeting.length)))
    event.add("summary", series.title)
    event.add("description", f"{series.project}\n{page}")
    if site:
        event.add("url", page)
    if meeting.place:
        event.add("location", meeting.place)
    if of_series:
        event.add("recurrence-id", _local(series, meeting.planned_for))
    return event


def _kept(meeting: Meeting) -> tuple[int, str]:
    return meeting.length, meeting.place


def _local(series: MeetingSeries, at: datetime) -> datetime:
    """By the clock of the series, so that a calendar repeats it at the same hour."""
    return at.astimezone(series.zone)


def _address(name: str, mail: str, **params: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mail}")
    address.params |= {"CN": name, **params}
    return address


def _calendar(method: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Entente//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", _("Entente: meetings"))
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
