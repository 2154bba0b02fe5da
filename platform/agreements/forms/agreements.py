"""Forms of the agreement's page and of the review desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.rendering import Clause
from agreements.services.talking import LONGEST


class ReasonForm(forms.Form):
    """Why: the other parties read it word for word."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the parties read it.")},
    )


class SignForm(forms.Form):
    """The digest of the text that was on the page: what is signed is what was shown."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read the text above and sign it for my organization."),
        error_messages={"required": _("Read the text, then tick this box.")},
    )


class ReplyForm(forms.Form):
    """An answer in a thread."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )


class CommentForm(ReplyForm):
    """A comment on the text or one of its clauses, and who reads it."""

    clause = forms.TypedChoiceField(label=_("About"), coerce=int, empty_value=None, required=False)
    for_reviewers = forms.BooleanField(label=_("The platform’s reviewers read it too"), required=False)
    field_order = ("clause", "text", "for_reviewers")

    def __init__(self, *args: Any, clauses: Iterable[Clause], asks_audience: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = [(str(clause.number), f"{clause.number}. {clause.title}") for clause in clauses]
        self.fields["clause"].choices = [("", _("The text as a whole")), *about]  # type: ignore[attr-defined]
        if not asks_audience:
            del self.fields["for_reviewers"]
