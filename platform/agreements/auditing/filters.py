"""Which events of the audit are shown: whose, and the filters of the page, the export and the API."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.policy import decide, visible
from agreements.telling import DEEDS, KINDS, refusals_in_words
from audit.models import Event
from audit.querysets import EventQuerySet, Span
from organizations.actor import Actor
from organizations.models import Role


class Scope(models.TextChoices):
    """Whose events."""

    ORGANIZATION = "organization", _("Organization")
    MINE = "mine", _("My own")
    PLATFORM = "platform", _("Platform")


def scopes_of(reader: Actor) -> list[Scope]:
    """Those that the reader may choose from, the widest first; their own everybody may."""
    scopes = [Scope.MINE]
    if decide(reader, "see_audit", reader.organization).allowed:
        scopes.insert(0, Scope.ORGANIZATION)
    if reader.is_of_operator and Role.STAFF in reader.roles:
        scopes.append(Scope.PLATFORM)
    return scopes


class AuditFilter(forms.Form):
    """Everything is optional; what can't be read is left out, and said."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    person = forms.CharField(label=_("Person"), required=False, max_length=200)
    verb = forms.ChoiceField(label=_("Deed"), required=False)
    kind = forms.ChoiceField(label=_("About"), required=False, choices=[("", _("Everything")), *KINDS.items()])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    refused = forms.BooleanField(label=_("Refusals only"), required=False)
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    scope = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    CURSORS = ("before", "after")

    def __init__(self, asked: Mapping[str, Any], *, reader: Actor) -> None:
        super().__init__(asked)
        self.reader = reader
        self.scopes = scopes_of(reader)
        for name, choices in (
            ("verb", [("", _("All deeds")), *DEEDS.items(), *refusals_in_words()]),
            ("scope", [(scope, scope.label) for scope in self.scopes]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.full_clean()

    @property
    def whose(self) -> Scope:
        """Whose events; the widest that the reader may see, unless they chose."""
        return Scope(self.cleaned_data.get("scope") or self.scopes[0])

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the scope is asked for."""
        return any(value for name, value in self.cleaned_data.items() if name not in (*self.CURSORS, "scope", "about"))

    def rows(self) -> QuerySet[Event]:
        """The events that the reader may see and that fit, newest first."""
        said = self.cleaned_data
        if about := said.get("about"):
            rows = Event.objects.about(about, self._span())
        else:
            rows = _of(self.whose, self.reader).within(self._span()).order_by("-uid")
        if said.get("verb"):
            rows = rows.filter(verb=said["verb"])
        if said.get("kind"):
            rows = rows.filter(object_type=said["kind"])
        if said.get("refused"):
            rows = rows.refused()
        if said.get("person"):
            rows = rows.by_name(said["person"])
        if said.get("q"):
            rows = rows.saying(said["q"])
        return visible(self.reader, rows, "discover")

    def _span(self) -> Span:
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        span = Span.between(_start_of(since), _start_of(until, days=1))
        if said.get("before"):
            return span.up_to(said["before"])
        return span.after(said["after"]) if said.get("after") else span

    def query(self, **changes: str | UUID) -> str:
        """What was asked for, as the query of an address, without the place in the list; with changes."""
        asked = {name: self.data.get(name, "") for name in self.fields if name not in self.CURSORS}
        return urlencode({name: value for name, value in {**asked, **changes}.items() if value})


def _of(scope: Scope, reader: Actor) -> EventQuerySet:
    match scope:
        case Scope.ORGANIZATION:
            return Event.objects.of_organization(reader.organization)
        case Scope.PLATFORM:
            return Event.objects.of_platform()
    return Event.objects.of_person(reader.user)


def _start_of(day: date | None, *, days: int = 0) -> datetime | None:
    """Midnight in the reader's time zone; None for no day, or one that no calendar holds."""
    if day is None or day == date.max:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
