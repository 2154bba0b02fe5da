"""The forms that say what a project is for: when it is started, and later."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models import Purpose
from agreements.terms.regions import REGIONS
from collaborations.models import Project
from collaborations.purposes import OF_PROJECTS, label_of
from collaborations.services import change_purpose, start_project
from organizations.actor import Actor
from organizations.models import Organization


class PurposeForm(forms.Form):
    """What a project is for."""

    codes = forms.MultipleChoiceField(
        label=_("Purpose"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Agreements are matched against these. Changing them later asks every provider to confirm again."),
    )
    diseases = forms.CharField(
        label=_("Diseases"),
        required=False,
        max_length=2000,
        help_text=_("For disease specific research: codes of MONDO such as MONDO:0005148, with spaces between them."),
    )
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        help_text=_("Where the work is done. Terms can be for some countries only."),
    )
    commercial = forms.BooleanField(label=_("The project has a commercial purpose"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["codes"].choices = [(code, label_of(code)) for code in OF_PROJECTS]  # type: ignore[attr-defined]
        countries = REGIONS["zh" if (get_language() or "").startswith("zh") else "en"]
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", _("nowhere in particular")),
            *sorted(countries.items(), key=lambda each: each[1]),
        ]

    def clean_diseases(self) -> list[str]:
        """The codes, however they are divided."""
        return [code.upper() for code in re.split(r"[\s,;，；]+", self.cleaned_data["diseases"]) if code]


class ProjectForm(PurposeForm):
    """What a project is for, and with whom."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(label=_("What you want to find out"), widget=forms.Textarea(attrs={"rows": 3}))
    field = forms.CharField(label=_("Field of work"), max_length=200, required=False)
    partners = forms.ModelMultipleChoiceField(
        label=_("Partners"),
        queryset=Organization.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the project at once. Your own organization takes part anyway."),
    )
    field_order = ["name", "description", "field", "partners"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organization.objects.filter(verified_at__isnull=False).exclude(kind=Organization.Kind.OPERATOR)
        own = [self.actor.organization.pk] if self.actor.organization else []
        self.fields["partners"].queryset = partners.exclude(pk__in=own)  # type: ignore[attr-defined]

    def save(self) -> Project | None:
        """The new project, with who starts it in its team; or None with every fault said beside its field."""
        given = dict(self.cleaned_data)
        parties = [self.actor.organization, *given.pop("partners")]
        try:
            return start_project(**given, parties=parties, by=self.actor)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None


class ChangePurposeForm(PurposeForm):
    """Another purpose for a project; it begins with the present one."""

    def __init__(self, *args: Any, purpose: Purpose, **kwargs: Any) -> None:
        began = {"codes": purpose.codes, "diseases": " ".join(purpose.diseases), "region": purpose.region}
        super().__init__(*args, initial=began | {"commercial": purpose.commercial}, **kwargs)
        self.fields["codes"].help_text = _("Agreements are matched against these.")
        self._keep_what_is_not_offered(purpose)

    def _keep_what_is_not_offered(self, purpose: Purpose) -> None:
        """A purpose that came by the API can have codes and regions beyond those of the form."""
        codes, region = self.fields["codes"], self.fields["region"]
        known = dict(codes.choices)  # type: ignore[attr-defined]
        codes.choices += [(code, label_of(code)) for code in purpose.codes if code not in known]  # type: ignore[attr-defined]
        if purpose.region not in dict(region.choices):  # type: ignore[attr-defined]
            region.choices += [(purpose.region, purpose.region)]  # type: ignore[attr-defined]

    def save(self, project: Project) -> bool:
        """Whether it is changed; else every fault is said beside its field."""
        try:
            change_purpose(project, **self.cleaned_data, by=self.actor)
        except ValidationError as faults:
            self.add_error(None, faults)
            return False
        return True
