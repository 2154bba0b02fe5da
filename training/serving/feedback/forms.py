"""The forms of feedback and its review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serving.feedback.giving import LONGEST_COMMENT
from serving.models import Feedback, Prediction

RIGHT, OTHER, NONE = "right", "other", "none"
MOST_ROWS = 1_000_000


class FeedbackForm(forms.Form):
    """Whether an answer was right, and what it was otherwise."""

    found = forms.ChoiceField(
        label=_("What did you find?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    label = forms.ChoiceField(label=_("It was"), required=False)
    comment = forms.CharField(label=_("Remark, if you like"), required=False, max_length=LONGEST_COMMENT)

    def __init__(self, prediction: Prediction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [label for label in prediction.labels if label != prediction.label]
        found = [(RIGHT, str(_("%(label)s. It was right") % {"label": prediction.label}))]
        found += [(OTHER, str(_("Another class")))] if others else []
        found += [(NONE, str(_("It was wrong, and none of its classes is right")))]
        self.fields["found"].choices = found  # type: ignore[attr-defined]
        self.fields["label"].choices = [("", _("choose one")), *((each, each) for each in others)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another class is named; where it was right, none counts."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("found") == OTHER and not given.get("label"):
            self.add_error("label", _("Choose the class that it was."))
        return given

    @staticmethod
    def filled(said: Feedback | None) -> dict[str, Any]:
        """What the form begins with for who has said something already."""
        if said is None:
            return {}
        found = RIGHT if said.right else OTHER if said.label else NONE
        return {"found": found, "label": said.label, "comment": said.comment}

    @property
    def said(self) -> dict[str, Any]:
        """For the service."""
        given = self.cleaned_data
        label = given["label"] if given["found"] == OTHER else ""
        return {"right": given["found"] == RIGHT, "label": label, "comment": given["comment"]}


class RuleForm(forms.Form):
    """After how many corrections the model is trained again."""

    rows = forms.IntegerField(label=_("Train it again after so many new corrections"), min_value=1, max_value=MOST_ROWS)
