"""Forms of requests for access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.agreements import ReasonForm
from agreements.models import Asset, Undertaking
from agreements.operations import Operation
from agreements.services.access import LONGEST
from agreements.terms import SHAREABLE


class AskForm(forms.Form):
    """What is asked of an asset, for which project, and in whose words."""

    operation = forms.ChoiceField(label=_("What you want to do"))
    project = forms.ChoiceField(
        label=_("For which project"),
        help_text=_("The owner reads its name and its purpose, and which organizations take part in it."),
        error_messages={"required": _("Choose the project that needs it.")},
    )
    words = forms.CharField(
        label=_("What for, in your own words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences: what you want to find out or make, and who will work on it."),
        error_messages={"required": _("Write a sentence or two: somebody decides by it.")},
    )

    def __init__(self, *args: Any, asset: Asset, projects: list[Undertaking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = {project.slug: project for project in projects}
        operations = [Operation(one) for one in SHAREABLE[asset.kind] if one != Operation.DISCOVER]
        self.fields["operation"].choices = [(str(one), one.label) for one in operations]  # type: ignore[attr-defined]
        self.fields["project"].choices = [(one.slug, one.name) for one in projects]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the service is asked."""
        return self.cleaned_data | {"project": self.projects[self.cleaned_data["project"]]}


class RefuseForm(ReasonForm):
    """Why not, and how to ask again."""

    how_to_ask_again = forms.CharField(
        label=_("How to ask again"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What would have to be otherwise, or whom to ask."),
        error_messages={"required": _("Write a sentence or two: somebody decides by it.")},
    )
