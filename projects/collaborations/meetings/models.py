"""Meetings: those planned together, each one of them, and what is written down before, in and after it."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from uuid_utils.compat import uuid7

from collaborations.models.projects import Project


class MeetingSeries(models.Model):
    """Meetings that were planned together; a single meeting is a series of one.

    Attributes:
        timezone: its hour is that of this time zone, in winter and in summer.
        rule: an RRULE of iCalendar without its end, for the meetings that it made are rows; empty for a single one.
        sequence: counts what was changed since, as calendars want it told.
    """

    visible_through = verbs_through = "project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="meeting_series")
    title = models.CharField(_("title"), max_length=200)
    timezone = models.CharField(_("time zone"), max_length=60)
    rule = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> tzinfo:
        """Its time zone."""
        return ZoneInfo(self.timezone)


class Meeting(models.Model):
    """One meeting. `planned_for` is the start that its series gave it: by this, calendars know it after a move."""

    visible_through = verbs_through = "series__project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    series = models.ForeignKey(MeetingSeries, on_delete=models.CASCADE, related_name="meetings")
    planned_for = models.DateTimeField(editable=False)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    called_off_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "planned_for"], name="series_plans_a_meeting_once"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_later"),
        ]

    def __str__(self) -> str:
        return self.series.title

    def get_absolute_url(self) -> str:
        return reverse("collaborations:meeting", args=[self.series.project.undertaking.slug, self.uid])

    @property
    def local_start(self) -> datetime:
        """When it begins, by the clock of its time zone."""
        return self.starts_at.astimezone(self.series.zone).replace(tzinfo=None)

    @property
    def when(self) -> str:
        """Thu 26 Nov 2026, 10:00 (Europe/Berlin), in the reader's language."""
        words = date_format(self.local_start, pgettext("date and time format", "j M Y, H:i"))
        return f"{date_format(self.local_start, 'D')} {words} ({self.series.timezone})"

    @property
    def length(self) -> int:
        """How many minutes it takes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def has_begun(self) -> bool:
        """Whether it is under way or over."""
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether nobody needs to answer any more."""
        return self.ends_at <= timezone.now()


class Attendance(models.Model):
    """What a person of the team answered beforehand, and whether they were there."""

    class Answer(models.TextChoices):
        YES = "yes", _("comes")
        MAYBE = "maybe", _("may come")
        NO = "no", _("does not come")

    visible_through = verbs_through = "meeting__series__project__undertaking"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=5, choices=Answer.choices, blank=True)
    was_present = models.BooleanField(_("was there"), default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user", "organization"], name="person_answers_a_meeting_once"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["", "yes", "maybe", "no"]), name="attendance_answer_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.user}"


class AgendaItem(models.Model):
    """Something to talk about."""

    visible_through = verbs_through = "meeting__series__project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    words = models.CharField(_("what to talk about"), max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class Minutes(models.Model):
    """What was said, in Markdown, as somebody wrote it at a moment. A version never changes; the highest counts."""

    visible_through = verbs_through = "meeting__series__project__undertaking"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
    number = models.PositiveIntegerField()
    text = models.TextField(_("minutes"), max_length=50_000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_for = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_are_numbered"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="minutes_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.number}"


class MeetingAction(models.Model):
    """Something that somebody of the team is to do after a meeting."""

    visible_through = verbs_through = "meeting__series__project__undertaking"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    words = models.CharField(_("what to do"), max_length=300)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("action of a meeting")
        verbose_name_plural = _("actions of meetings")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class CalendarFeed(models.Model):
    """A secret address at which a calendar reads a person's meetings for one organization. Only its digest is kept."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="person_has_a_feed_for_an_organization")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.organization}"
