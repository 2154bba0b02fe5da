"""The forms of meetings: planning them, and one for each thing that is done with one."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collaborations.forms.objectives import add_faults
from collaborations.meetings import services, zones
from collaborations.meetings.models import Attendance, Meeting
from collaborations.meetings.told import people_of
from collaborations.models import Project
from organizations.actor import Actor

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORT = {"class": "input-short"}
REPEATS = [
    ("", _("does not repeat")),
    ("FREQ=WEEKLY", _("every week")),
    ("FREQ=WEEKLY;INTERVAL=2", _("every two weeks")),
    ("FREQ=MONTHLY", _("every month, on the same day of the week")),
]


class WhenForm(forms.Form):
    """When a meeting begins, by the clock of its time zone; how long it takes, and where it is."""

    starts_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date", **SHORT}))
    starts_time = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", **SHORT})
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"), initial=60, min_value=1, max_value=1440, widget=forms.NumberInput(attrs=SHORT)
    )
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, help_text=_("A room, or the address of a call.")
    )

    def when(self) -> dict[str, Any]:
        """What the form says, in the words of the services."""
        given = self.cleaned_data
        starts = datetime.combine(given["starts_on"], given["starts_time"])
        return {"starts": starts, "minutes": given["minutes"], "place": given["place"]}


class PlanForm(WhenForm):
    """A meeting, or a series of them."""

    title = forms.CharField(label=_("Title"), max_length=200)
    timezone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("The hour stays the same on its clocks, in winter and in summer.")
    )
    repeats = forms.ChoiceField(label=_("Repeats"), choices=REPEATS, required=False)
    until = forms.DateField(
        label=_("Repeats until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", **SHORT}),
        help_text=_("Only for a meeting that repeats: its last day, within two years of the first."),
    )
    field_order = ["title", "starts_on", "starts_time", "timezone", "minutes", "place", "repeats", "until"]

    def __init__(self, *args: Any, project: Project, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.actor = project, actor
        country = actor.organization.country if actor.organization else ""
        self.fields["timezone"].choices = zones.choices(country)  # type: ignore[attr-defined]
        latest = project.meeting_series.filter(planned_by=actor.user.pk).first()
        self.fields["timezone"].initial = latest.timezone if latest else zones.only_one_of(country)

    def save(self) -> Meeting | None:
        """The first meeting; or None with every fault said beside its field."""
        given = self.cleaned_data
        told = {"title": given["title"], "zone": given["timezone"], "until": given["until"]}
        rule = _rule(given["repeats"], given["starts_on"])
        try:
            return services.plan_meetings(self.project, **self.when(), **told, rule=rule, by=self.actor)
        except ValidationError as faults:
            add_faults(self, faults)
            return None


class MeetingForm(forms.Form):
    """Something that is done with a meeting. `verb` is what the policy is asked; `done` is said afterwards."""

    verb: ClassVar[str] = "plan"
    done: ClassVar[Promise]

    def __init__(self, *args: Any, meeting: Meeting, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.actor = meeting, actor

    def save(self) -> bool:
        """Whether it is done; else every fault is said beside its field."""
        try:
            self.act()
        except ValidationError as faults:
            add_faults(self, faults)
            return False
        return True

    def act(self) -> None:
        """Do it."""
        raise NotImplementedError


class MoveForm(MeetingForm, WhenForm):
    """Another time, length or place."""

    done = _("The meeting is changed. The team is told, unless it is over.")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        starts = meeting.local_start
        began = {"starts_on": starts.date(), "starts_time": starts.time()}
        began |= {"minutes": meeting.length, "place": meeting.place}
        super().__init__(*args, meeting=meeting, initial=began, **kwargs)

    def act(self) -> None:
        """Move it."""
        services.move_meeting(self.meeting, **self.when(), by=self.actor)


class CallOffForm(MeetingForm):
    """It does not take place."""

    done = _("The meeting is called off, and the team is told.")
    with_later = forms.BooleanField(label=_("and those after it in its series"), required=False)

    def act(self) -> None:
        """Call it off."""
        services.call_off(self.meeting, with_later=self.cleaned_data["with_later"], by=self.actor)


class AnswerForm(MeetingForm):
    """Whether one comes."""

    verb, done = "attend", _("Your answer is written down.")
    answer = forms.ChoiceField(choices=Attendance.Answer.choices)

    def act(self) -> None:
        """Answer."""
        services.answer_meeting(self.meeting, self.cleaned_data["answer"], by=self.actor)


class AgendaForm(MeetingForm):
    """Something to talk about."""

    verb, done = "attend", _("It is on the agenda.")
    words = forms.CharField(label=_("What to talk about"), max_length=300)

    def act(self) -> None:
        """Put it on the agenda."""
        services.add_agenda_item(self.meeting, self.cleaned_data["words"], by=self.actor)


class PresenceForm(MeetingForm):
    """Who was there."""

    done = _("It is written down who was there.")
    people = forms.MultipleChoiceField(label=_("Who was there"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        people = people_of(meeting)
        there = {"people": [str(one.user.uid) for one in people if one.was_present]}
        super().__init__(*args, meeting=meeting, initial=there, **kwargs)
        self.fields["people"].choices = _choices(meeting)  # type: ignore[attr-defined]

    def act(self) -> None:
        """Write it down."""
        services.note_presence(self.meeting, map(UUID, self.cleaned_data["people"]), by=self.actor)


class MinutesForm(MeetingForm):
    """The minutes, or a new version of them."""

    done = _("The minutes are kept, and the version before them as well.")
    text = forms.CharField(
        label=_("Minutes"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("In Markdown: # makes a heading, * a list, **two stars** make words bold."),
    )
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        latest = meeting.minutes.first()
        read = {"text": latest.text, "after": latest.number} if latest else {"after": 0}
        super().__init__(*args, meeting=meeting, initial=read, **kwargs)

    def act(self) -> None:
        """Keep them."""
        given = self.cleaned_data
        services.write_minutes(self.meeting, given["text"], after=given["after"], by=self.actor)


class ActionForm(MeetingForm):
    """What somebody is to do."""

    done = _("The action is noted.")
    words = forms.CharField(label=_("What to do"), max_length=300)
    person = forms.ChoiceField(label=_("Who"))
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date", **SHORT}))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        self.fields["person"].choices = [("", _("Choose one")), *_choices(meeting)]  # type: ignore[attr-defined]

    def act(self) -> None:
        """Note it."""
        given = self.cleaned_data
        whose = {"person": UUID(given["person"]), "due_on": given["due_on"]}
        services.note_action(self.meeting, given["words"], **whose, by=self.actor)


def _choices(meeting: Meeting) -> list[tuple[str, str]]:
    """The people of the team."""
    team = meeting.series.project.undertaking.team.select_related("user", "organization")
    named = sorted((str(member.user), member.organization.name, str(member.user.uid)) for member in team)
    return [(uid, f"{name} ({organization})") for name, organization, uid in named]


def _rule(repeats: str, first: date) -> str:
    """The rule that a choice means: of a month, the weekday of the first meeting in the same week of the month."""
    if repeats != "FREQ=MONTHLY":
        return repeats
    week = (first.day - 1) // 7 + 1
    return f"{repeats};BYDAY={week if week < 5 else -1}{WEEKDAYS[first.weekday()]}"
