"""The forms that start a project and file an ethics approval for one."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.models import EthicsApproval, Undertaking
from agreements.services.ethics import file_ethics_approval
from agreements.terms.regions import REGIONS
from collaborations.models import Project
from collaborations.purposes import OF_PROJECTS, label_of
from collaborations.services import start_project
from organizations.actor import Actor
from organizations.models import Organization


class ProjectForm(forms.Form):
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
        partners = Organization.objects.filter(verified_at__isnull=False).exclude(kind=Organization.Kind.OPERATOR)
        self.fields["partners"].queryset = partners.exclude(pk=actor.organization.pk)  # type: ignore[attr-defined, union-attr]
        self.fields["codes"].choices = [(code, label_of(code)) for code in OF_PROJECTS]  # type: ignore[attr-defined]
        countries = REGIONS["zh" if (get_language() or "").startswith("zh") else "en"]
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", _("nowhere in particular")),
            *sorted(countries.items(), key=lambda each: each[1]),
        ]

    def clean_diseases(self) -> list[str]:
        """The codes, however they are divided."""
        return [code.upper() for code in re.split(r"[\s,;，；]+", self.cleaned_data["diseases"]) if code]

    def save(self) -> Project | None:
        """The new project, with who starts it in its team; or None with every fault said beside its field."""
        given = dict(self.cleaned_data)
        parties = [self.actor.organization, *given.pop("partners")]
        try:
            return start_project(**given, parties=parties, by=self.actor)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None


class EthicsApprovalForm(forms.Form):
    """What a committee decided, and its document."""

    committee = forms.CharField(label=_("Committee"), max_length=200)
    reference = forms.CharField(
        label=_("Reference number"), max_length=100, help_text=_("Under which the committee filed it.")
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}),
        help_text=_("Its last day. After it, what needs the approval stops."),
    )
    document = forms.FileField(
        label=_("Document"), help_text=_("The decision itself, as PDF for example. Up to 20 MB. The parties read it.")
    )

    def save(self, undertaking: Undertaking, *, by: Actor) -> EthicsApproval | None:
        """The approval as it is filed, or None with every fault said beside its field."""
        try:
            return file_ethics_approval(undertaking, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None
