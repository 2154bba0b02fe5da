"""Meetings: planned by the clock of a place, answered, held and written down; and told to calendars."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from icalendar import Calendar
from tests.cast import with_proved_address

from agreements.models import TeamMember
from agreements.noticing.mailing import post_notices
from collaborations.meetings.models import Meeting, Minutes
from collaborations.meetings.recurrence import moments_of
from collaborations.meetings.services import call_off, move_meeting, plan_meetings
from collaborations.stages import stages
from notifications.models import Notice

WEEKLY = {"title": "Weekly call", "minutes": 60, "zone": "Europe/Berlin", "rule": "FREQ=WEEKLY"}
FORM = {"title": "Call", "starts_on": "2027-03-22", "starts_time": "10:00", "minutes": "60", "place": "Room 4"}
FORM |= {"timezone": "Europe/Berlin", "repeats": "FREQ=WEEKLY", "until": "2027-03-29"}


@pytest.fixture
def weekly(project, partner):
    """Three Mondays around the change to summer time, of which the last two lie in summer."""
    told = {"starts": datetime(2027, 3, 22, 10), "until": date(2027, 4, 5)}  # noqa: DTZ001  by the clock of Berlin
    return plan_meetings(project, **WEEKLY, **told, by=partner)


def events_in(file):
    return list(Calendar.from_ical(file).walk("VEVENT"))


def test_a_weekly_meeting_stays_at_its_hour_when_the_clocks_change(weekly, project, partner, client_for):
    assert [one.starts_at.astimezone(UTC).hour for one in weekly.series.meetings.all()] == [9, 8, 8]
    page = client_for(partner).get(f"{project.get_absolute_url()}meetings/").content.decode()
    assert "Mon 29 Mar 2027, 10:00 (Europe/Berlin)" in page
    assert "Weekly call" in [check.words for check in stages(project, by=partner)[2].checks]


@pytest.mark.parametrize(
    ("rule", "until"),
    [
        ("FREQ=SECONDLY", date(2027, 4, 5)),
        ("FREQ=WEEKLY;INTERVAL=0", date(2027, 4, 5)),
        ("FREQ=DAILY", date(2028, 4, 5)),
        ("FREQ=WEEKLY", None),
        ("FREQ=WEEKLY;COUNT=3", date(2027, 4, 5)),
    ],
)
def test_what_makes_no_series_is_said(rule, until, project, partner, api_for):
    asked = {"title": "Call", "starts": "2027-03-22T10:00", "minutes": 60, "timezone": "Europe/Berlin"}
    asked |= {"rule": rule, "until": until and until.isoformat()}
    answer = api_for(partner).post(f"/api/v1{project.get_absolute_url()}meetings/", asked, format="json")
    assert answer.status_code == 400, answer.json()
    assert not Meeting.objects.exists()


def test_the_form_has_the_time_zones_of_the_country_in_front_and_remembers_the_last(project, partner, client_for):
    place = f"{project.get_absolute_url()}meetings/new/"
    partner.organization.country = "DE"
    partner.organization.save()
    page = client_for(partner).get(place).content.decode()
    assert page.index('<optgroup label="Germany">') < page.index('<optgroup label="Africa">')
    assert '<option value="Europe/Berlin" selected>Berlin</option>' in page
    plan_meetings(project, title="Call", starts=datetime(2027, 3, 22, 10), minutes=60, zone="Asia/Tokyo", by=partner)  # noqa: DTZ001
    answer = client_for(partner).get(place).content.decode()
    assert '<option value="Asia/Tokyo" selected>Tokyo</option>' in answer
    answer = client_for(partner).post(place, FORM | {"starts_on": "1900-01-01"})
    assert list(answer.context["form"].errors) == ["starts_on"]


def test_the_last_friday_of_a_month_is_found():
    found = moments_of(datetime(2027, 1, 29, 9), "FREQ=MONTHLY;BYDAY=-1FR", date(2027, 3, 31), "Asia/Shanghai")  # noqa: DTZ001
    assert [at.day for at in found] == [29, 26, 26]


def test_a_meeting_is_planned_answered_held_and_written_down(project, partner, steward, stranger, client_for):
    place = f"{project.get_absolute_url()}meetings/"
    company, university = client_for(steward), client_for(partner)
    page = university.post(f"{place}new/", FORM).url
    company.post(f"{page}answer/", {"answer": "maybe"})
    company.post(f"{page}agenda/", {"words": "Which halls?"})
    read = university.get(page).content.decode()
    assert "may come" in read
    assert "Which halls?" in read
    assert "What is open in the project" in read
    called_off = Meeting.objects.latest("starts_at")
    call_off(called_off, by=partner)
    late = company.post(f"{called_off.get_absolute_url()}answer/", {"answer": "yes"}).content.decode()
    assert "This meeting is called off." in late
    assert university.post(f"{page}minutes/", {"text": "Early", "after": 0}).status_code == 422
    assert client_for(stranger).get(page).status_code == 404

    with time_machine.travel("2027-03-22T09:30:00Z", tick=False):
        company, university = client_for(steward), client_for(partner)
        person = str(steward.user.uid)
        university.post(f"{page}presence/", {"people": [person]})
        university.post(f"{page}minutes/", {"text": "# Halls\n<b>One</b> and two.", "after": 0})
        assert company.post(f"{page}minutes/", {"text": "Mine", "after": 0}).status_code == 422
        company.post(f"{page}minutes/", {"text": "All halls.", "after": 1})
        university.post(f"{page}actions/", {"words": "Ask the fitters", "person": person, "due_on": "2027-04-01"})
        read = company.get(page).content.decode()
        assert [each in read for each in ("was there", "All halls.", "Ask the fitters", "1 Apr 2027")] == [True] * 4
        assert "&lt;b&gt;One&lt;/b&gt;" in university.get(f"{page}minutes/1/").content.decode()
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            Minutes.objects.update(text="Nothing was said.")
        TeamMember.objects.filter(user=partner.user).update(role="reads")
        assert university.post(f"{page}actions/", {"words": "More", "person": person}).status_code == 403
        assert university.post(f"{page}answer/", {"answer": "yes"}).status_code == 302


def test_who_is_in_the_team_gets_an_invitation_and_hears_when_it_is_called_off(weekly, partner, steward):
    with_proved_address(steward)
    Notice.objects.exclude(kind="meeting").delete()
    post_notices()
    (sent,) = mail.outbox
    assert sent.to == [steward.user.email]
    name, file, kind = sent.attachments[0]
    assert (name, kind) == ("invitation.ics", "text/calendar; method=REQUEST")
    (event,) = events_in(file)
    assert (event["rrule"]["COUNT"], event["sequence"], event["dtstart"].params["TZID"]) == ([3], 0, "Europe/Berlin")
    assert "BEGIN:VTIMEZONE" in Calendar.from_ical(file).to_ical().decode()
    assert steward.user.email in event["attendee"]

    second, third = weekly.series.meetings.all()[1:]
    call_off(second, by=partner)
    post_notices()
    (event,) = events_in(mail.outbox[1].attachments[0][1])
    assert mail.outbox[1].attachments[0][2].endswith("method=CANCEL")
    assert (event["recurrence-id"].dt, event["status"], event["sequence"]) == (second.planned_for, "CANCELLED", 1)

    move_meeting(third, starts=datetime(2027, 4, 6, 11), minutes=30, place="", by=partner)  # noqa: DTZ001
    post_notices()
    series, moved = events_in(mail.outbox[2].attachments[0][1])
    assert series["exdate"].dts[0].dt == second.planned_for
    assert (moved["recurrence-id"].dt, moved["dtstart"].dt.hour) == (third.planned_for, 11)


def test_a_feed_tells_the_meetings_of_its_person_until_it_is_withdrawn(weekly, partner, stranger, client_for, client):
    def made_by(actor):
        page = client_for(actor).post("/account/calendar/")
        return page.context["address"].removeprefix("http://testserver")

    first = made_by(partner)
    assert [event["summary"] for event in events_in(client.get(first).content)] == ["Weekly call"]
    assert events_in(client.get(made_by(stranger)).content) == []
    again = made_by(partner)
    assert client.get(first).status_code == 404
    TeamMember.objects.filter(user=partner.user).delete()
    assert events_in(client.get(again).content) == []
    client_for(partner).post("/account/calendar/withdraw/")
    assert client.get(again).status_code == 404
