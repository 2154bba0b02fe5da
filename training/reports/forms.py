"""The forms of the talk about a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.agreements import ReplyForm
from reports.models import Part, Review


class CommentForm(ReplyForm):
    """A comment on the report or one of its parts; or an answer, when it names the comment that it answers."""

    part = forms.ChoiceField(label=_("About"), choices=Part.choices, required=False)
    answers = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("part", "text", "answers")


class ReviewForm(forms.Form):
    """A sign-off, or what has to change first; the digest is that of the report that was on the page."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    verdict = forms.ChoiceField(choices=Review.Verdict.choices)
    words = forms.CharField(required=False, max_length=2000)
