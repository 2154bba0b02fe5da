"""Forms of an invention: its disclosure, its next step, deadlines and licences."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.models import Project
from jobs.models import Job
from knowledge import on
from knowledge.forms.papers import named
from knowledge.models import Invention, Stage
from knowledge.models.inventions import NEXT
from knowledge.services import disclose_invention, grant_licence, move_invention, set_deadline
from knowledge.services.inventions import Part
from organizations.actor import Actor
from organizations.models import Organization

INVENTORS = 4  # places in the form; the API takes any number


class DisclosureForm(forms.Form):
    """What was invented, by whom, from what."""

    title = forms.CharField(label=_("Title"), max_length=300)
    description = forms.CharField(label=_("What is new"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    background = forms.CharField(
        label=_("Background rights"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it builds on that a party brought along."),
    )
    bases = forms.MultipleChoiceField(
        label=_("What it came from"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Papers that rest on the same are frozen until the invention is decided."),
    )

    def __init__(self, *args: Any, project: Project, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.things = project, on.choices(project, actor)
        self.fields["bases"].choices = named(self.things)  # type: ignore[attr-defined]
        parties = project.undertaking.parties.select_related("organization")
        self.parties = {party.organization.slug: party.organization for party in parties}
        for place in range(INVENTORS):
            told = {"number": place + 1}
            self.fields[f"inventor_{place}"] = forms.CharField(
                label=gettext("Inventor %(number)d") % told, required=not place, max_length=200
            )
            self.fields[f"party_{place}"] = forms.ChoiceField(
                label=gettext("Party of inventor %(number)d") % told,
                required=False,
                choices=[(slug, str(organization)) for slug, organization in self.parties.items()],
            )
            self.fields[f"percent_{place}"] = forms.DecimalField(
                label=gettext("Part of inventor %(number)d in percent") % told,
                required=not place,
                max_digits=5,
                decimal_places=2,
                min_value=Decimal("0.01"),
                max_value=100,
            )

    def people(self) -> list[Part]:
        """The inventors that were written in."""
        given = self.cleaned_data
        places = [place for place in range(INVENTORS) if given.get(f"inventor_{place}")]
        for place in places:
            if given.get(f"party_{place}") not in self.parties:
                raise ValidationError({f"party_{place}": _("Choose their party.")})
            if given.get(f"percent_{place}") is None:
                raise ValidationError({f"percent_{place}": _("Write their part in percent.")})
        return [
            Part(given[f"inventor_{place}"], self.parties[given[f"party_{place}"]], given[f"percent_{place}"])
            for place in places
        ]

    def save(self, *, by: Actor) -> Invention | None:
        """The invention, or None with every fault said beside its field."""
        given = self.cleaned_data
        things = [self.things[key] for key in given["bases"]]
        try:
            return disclose_invention(
                self.project,
                title=given["title"],
                description=given["description"],
                background=given["background"],
                inventors=self.people(),
                jobs=[thing for thing in things if isinstance(thing, Job)],
                versions=[thing for thing in things if not isinstance(thing, Job)],
                by=by,
            )
        except ValidationError as faults:
            for field, messages in faults.message_dict.items() if hasattr(faults, "error_dict") else [(None, faults)]:
                self.add_error(
                    "inventor_0" if field == "inventors" else field if field in self.fields else None, messages
                )
            return None


class StepForm(forms.Form):
    """What becomes of an invention next."""

    to = forms.ChoiceField(label=_("Next step"))
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where no patent is sought."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the application or patent"), required=False, max_length=100)
    jurisdictions = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=400,
        help_text=_("Codes such as CH, NO, EP or WO, with spaces between."),
    )

    def __init__(self, *args: Any, invention: Invention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invention = invention
        following = NEXT[Stage(invention.stage)]
        self.fields["to"].choices = [(one, one.label) for one in Stage if one in following]  # type: ignore[attr-defined]

    def clean_jurisdictions(self) -> list[str]:
        """The codes, however they are divided."""
        return [code.upper() for code in re.split(r"[\s,;，；]+", self.cleaned_data["jurisdictions"]) if code]

    def save(self, *, by: Actor) -> bool:
        """Whether the step was taken; if not, every fault is said beside its field."""
        try:
            move_invention(self.invention, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


class DeadlineForm(forms.Form):
    """A day by which something has to be done."""

    what = forms.CharField(label=_("What has to be done"), max_length=200)
    due_on = forms.DateField(
        label=_("To be done by"), widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )

    def save(self, invention: Invention, *, by: Actor) -> bool:
        """Whether it stands; if not, every fault is said beside its field."""
        try:
            set_deadline(invention, self.cleaned_data["what"], self.cleaned_data["due_on"], by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors


class LicenceForm(forms.Form):
    """What somebody may do with it."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())
    covers = forms.CharField(label=_("What it covers"), max_length=300)
    exclusive = forms.BooleanField(label=_("Exclusive: nobody else gets one"), required=False)

    def __init__(self, *args: Any, invention: Invention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invention = invention
        parties = invention.project.undertaking.parties.values("organization")
        others = Organization.objects.filter(pk__in=parties).exclude(pk=invention.organization_id)
        self.fields["organization"].queryset = others  # type: ignore[attr-defined]

    def save(self, *, by: Actor) -> bool:
        """Whether it is granted; if not, every fault is said beside its field."""
        try:
            grant_licence(self.invention, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
        return not self.errors
