"""The forms of an assessment: its questions, a risk, how it was settled, and the sign-off."""

from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from registry.assessing.evidence import Evidence
from registry.assessing.questions import ANSWERS, AREAS, NOT_ANSWERED, QUESTIONS, Area
from registry.models import ModelVersion
from registry.services.assessments import LONGEST_WORDS, people_of


class Written(NamedTuple):
    """An area with its questions as fields: the answer, and words for it."""

    area: Area
    fields: list[tuple[BoundField, BoundField]]


class AssessmentForm(forms.Form):
    """Each question with its answer, the words for it, and what was measured as help."""

    def __init__(
        self, *args: Any, answers: dict[str, dict[str, str]], evidence: dict[str, Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for code, question in QUESTIONS.items():
            said, known = answers.get(code, {}), evidence.get(code)
            self.fields[code] = forms.ChoiceField(
                label=str(question.words),
                required=False,
                choices=[("", NOT_ANSWERED), *ANSWERS.items()],
                initial=said.get("answer", ""),
                help_text=escape(_("Measured: %(sentence)s") % {"sentence": known.sentence}) if known else "",
            )
            self.fields[f"{code}-words"] = forms.CharField(
                label=_("In words"),
                required=False,
                max_length=LONGEST_WORDS,
                initial=said.get("words", ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def areas(self) -> list[Written]:
        """The areas, for the page."""
        return [
            Written(area, [(self[each.code], self[f"{each.code}-words"]) for each in area.questions]) for area in AREAS
        ]

    def answers(self) -> dict[str, dict[str, str]]:
        """What was given, as the service keeps it."""
        given = self.cleaned_data
        return {code: {"answer": given[code], "words": given[f"{code}-words"]} for code in QUESTIONS}


class RiskForm(forms.Form):
    """A risk, with who sees to it and until when."""

    what = forms.CharField(
        label=_("What may go wrong"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.ModelChoiceField(
        label=_("Who sees to it"), queryset=User.objects.none(), to_field_name="uid", empty_label=_("Choose somebody")
    )
    due_on = forms.DateField(
        label=_("To be settled by"), widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )

    def __init__(self, *args: Any, version: ModelVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = people_of(version)


class SettleForm(forms.Form):
    """How a risk was settled."""

    risk = forms.UUIDField(widget=forms.HiddenInput)
    how = forms.CharField(label=_("How it was settled"), max_length=LONGEST_WORDS)


class SignAssessmentForm(forms.Form):
    """The digest of what was on the page."""

    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
