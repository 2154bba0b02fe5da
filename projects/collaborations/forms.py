"""The form that starts a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
    commercial = forms.BooleanField(label=_("The project has a commercial purpose"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        partners = Organization.objects.filter(verified_at__isnull=False).exclude(kind=Organization.Kind.OPERATOR)
        self.fields["partners"].queryset = partners.exclude(pk=actor.organization.pk)  # type: ignore[attr-defined, union-attr]
        self.fields["codes"].choices = [(code, label_of(code)) for code in OF_PROJECTS]  # type: ignore[attr-defined]

    def save(self) -> Project:
        """The new project, with who starts it in its team."""
        given = self.cleaned_data
        parties = [self.actor.organization, *given.pop("partners")]
        return start_project(**given, parties=parties, by=self.actor)
