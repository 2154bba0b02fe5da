"""Forms about the conditions of an approval."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MeetForm(forms.Form):
    """How a condition was met, with a file where there is one."""

    how = forms.CharField(
        label=_("How it was met"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A reviewer confirms it, or says what is missing. The parties read both."),
    )
    file = forms.FileField(label=_("Evidence"), required=False, help_text=_("A protocol, say. Up to 20 MB."))


class AnswerForm(forms.Form):
    """Whether that is enough; a no says what is missing."""

    words = forms.CharField(
        label=_("What is missing"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where it is not enough. The parties read it."),
    )
