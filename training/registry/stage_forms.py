"""The forms by which a version changes its stage, and a party says what it asks for first."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry import requirements
from registry.models import Stage

LONGEST_NOTES = 20_000


class PromoteForm(forms.Form):
    """Why, and for a release what is new."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    notes = forms.CharField(
        label=_("Release notes"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is new, for whoever uses the model. Markdown is set as such."),
    )

    def __init__(self, *args: Any, stage: Stage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stage != Stage.PRODUCTION:
            del self.fields["notes"]


class ApproveForm(forms.Form):
    """What an approving party adds."""

    words = forms.CharField(
        label=_("What you add"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RetireForm(forms.Form):
    """Why nobody is to use it any more."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: the parties read it.")},
    )


class DemandsForm(forms.Form):
    """What one's organization asks for before a model of the project is promoted."""

    requirements = forms.MultipleChoiceField(
        label=_("Your organization asks for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["requirements"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(each.code, each.label) for each in requirements.known()]
