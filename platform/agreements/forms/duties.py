"""Forms of duties, compliance reviews and their findings."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.keeping.questionnaire import ANSWERS, questions_for
from organizations.models import Organization


class DutyForm(forms.Form):
    """How a duty was fulfilled, with a file where there is one."""

    note = forms.CharField(
        label=_("How it was done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where copies were, who deleted them and how. The parties read it."),
        error_messages={"required": _("Say how it was done: the parties read it.")},
    )
    file = forms.FileField(label=_("Evidence"), required=False, help_text=_("A protocol, say. Up to 20 MB."))


class FindingForm(forms.Form):
    """What was found, who has to mend it, and until when."""

    says = forms.CharField(
        label=_("What was found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was found.")},
    )
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Who has to mend it"))
    due_on = forms.DateField(
        label=_("To be mended by"), widget=forms.DateInput(attrs={"type": "date", "class": "input-short"})
    )

    def __init__(self, *args: Any, parties: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = parties  # type: ignore[attr-defined]  # a ModelChoiceField


class MendForm(forms.Form):
    """How a finding was mended."""

    how = forms.CharField(max_length=2000)


class QuestionnaireForm(forms.Form):
    """The questions that the terms give reason to ask: an answer to each, and words where it isn't yes."""

    def __init__(self, *args: Any, terms: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = questions_for(terms)
        for question in self._questions:
            self.fields[question.code] = forms.ChoiceField(
                label=str(question.asks),
                choices=list(ANSWERS.items()),
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer this: yes, no or not known.")},
            )
            self.fields[f"{question.code}_words"] = forms.CharField(
                label=_("In words"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Each question with the field for its words."""
        for question in self._questions:
            yield self[question.code], self[f"{question.code}_words"]

    def answers(self) -> dict[str, dict[str, str]]:
        """As the service takes them."""
        given = self.cleaned_data
        return {
            question.code: {"answer": given[question.code], "words": given[f"{question.code}_words"]}
            for question in self._questions
        }

    def add_faults(self, error: ValidationError) -> None:
        """The faults that the service found, each at its question."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for code, faults in error.message_dict.items():
            self.add_error(f"{code}_words" if f"{code}_words" in self.fields else None, faults)
