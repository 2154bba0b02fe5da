"""What would this allow? The question about a version of terms, for the page and the API alike; the policy answers."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreements.composing.choices import Choices, choices_for
from agreements.duo import CODES
from agreements.models import Purpose, TermsVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, would_allow
from agreements.terms import in_todays_form
from organizations.actor import Actor
from organizations.models import Organization

# What something can be used for; the other codes are conditions.
USES = ("DUO:0000042", "DUO:0000006", "DUO:0000007", "DUO:0000011", "DUO:0000016", "DUO:0000043")


class WhatIfForm(forms.Form):
    """Who would do what with which thing, for what, on which day."""

    person = forms.ChoiceField(label=gettext_lazy("Person"))
    operation = forms.ChoiceField(label=gettext_lazy("wants"), choices=Operation.choices)
    asset = forms.ChoiceField(label=gettext_lazy("of"))
    project = forms.ChoiceField(label=gettext_lazy("in the project"), required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("or, without a project, for"), required=False)
    commercial = forms.BooleanField(label=gettext_lazy("as a commercial use"), required=False)
    on = forms.DateField(
        label=gettext_lazy("on the day"), widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )

    def __init__(self, *args: Any, version: TermsVersion, reader: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.version, self.reader = version, reader
        terms = in_todays_form(version.terms)
        self.choices: Choices = choices_for(terms["parties"], reader, terms)
        shared = {(share["asset"]["kind"], share["asset"]["slug"]) for share in terms["shares"]}
        self._offer("person", self._people())
        self._offer("asset", [("/".join(key), one.name) for key, one in self.choices.assets.items() if key in shared])
        self._offer("project", [("", _("none")), *self.choices.projects.items()])
        self._offer("purpose", [("", _("nothing in particular")), *((code, CODES[code].label) for code in USES)])

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]  # all of these are ChoiceFields

    def _people(self) -> list[tuple[str, str]]:
        """The people who can be named, once for each party that they could act for."""
        rows = Organization.objects.filter(
            slug__in=self.choices.parties, org_roles__group__memberships__user__uid__in=list(self.choices.people)
        ).values_list("org_roles__group__memberships__user__uid", "slug", "name")
        named = {(str(uid), slug): name for uid, slug, name in rows if str(uid) in self.choices.people}
        told = [(f"{uid}/{slug}", f"{self.choices.people[uid]}, {name}") for (uid, slug), name in named.items()]
        return sorted(told, key=lambda choice: choice[1])

    def answer(self) -> Decision:
        """The policy's answer about the version alone."""
        asked = self.cleaned_data
        uid, _slash, slug = asked["person"].partition("/")
        actor = Actor.of(User.objects.get(uid=uid), Organization.objects.get(slug=slug))
        kind, _slash, asset = asked["asset"].partition("/")
        purpose = Purpose(codes=[asked["purpose"]], commercial=asked["commercial"]) if asked["purpose"] else None
        return would_allow(
            self.version,
            actor,
            asked["operation"],
            self.choices.assets[kind, asset],
            project=Undertaking.objects.filter(slug=asked["project"]).first() if asked["project"] else None,
            purpose=purpose,
            at=_noon(asked["on"]),
            reader=self.reader,
        )

    def clean(self) -> dict[str, Any]:
        """A project has its purpose."""
        asked = super().clean() or {}
        if asked.get("project") and asked.get("purpose"):
            raise ValidationError(_("Choose a project or a purpose: a project has a purpose of its own."))
        return asked


def today() -> str:
    """The day a question begins with."""
    return timezone.now().date().isoformat()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
