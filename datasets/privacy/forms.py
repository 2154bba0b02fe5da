"""Forms of the page on what was found."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from privacy.models import Finding


class Answering(forms.Form):
    """What something found is, and why."""

    answer = forms.ChoiceField(
        label=_("What it is"),
        choices=Finding.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of the three.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        help_text=_("For personal data that may be shared: the consent or the law that allows it. The audit keeps it."),
    )


class AnswerForm(Answering):
    """The answer about one finding."""

    def __init__(self, data: Any = None, *, finding: Finding) -> None:
        super().__init__(
            data,
            prefix=None,
            auto_id=f"{finding.uid}_%s",
            initial={"answer": finding.answer, "reason": finding.reason},
        )
        self.finding = finding


class AnswerAllForm(Answering):
    """One answer about several findings that nobody has answered."""

    field_order = ("findings", "answer", "reason")

    findings = forms.MultipleChoiceField(
        label=_("Of these"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what the answer is about."),
            "invalid_choice": _("One of these is answered or found no more. Look again."),
        },
    )

    def __init__(self, data: Any = None, *, open_ones: Sequence[Finding]) -> None:
        ones = {str(finding.uid): finding for finding in open_ones}
        super().__init__(data, auto_id="all_%s", initial={"findings": list(ones)})
        self.ones = ones
        words = _("%(kind)s in %(column)s")
        choices = [
            (uid, words % {"kind": capfirst(each.get_kind_display()), "column": each.column})
            for uid, each in ones.items()
        ]
        cast(forms.MultipleChoiceField, self.fields["findings"]).choices = choices

    def chosen(self) -> list[Finding]:
        """What the answer is about."""
        return [self.ones[uid] for uid in self.cleaned_data["findings"]]
