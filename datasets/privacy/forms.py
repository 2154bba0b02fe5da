"""Forms of the page on what was found."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.models import Finding


class AnswerForm(forms.Form):
    """What a finding is, and why."""

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

    def __init__(self, data: Any = None, *, finding: Finding) -> None:
        super().__init__(
            data,
            prefix=None,
            auto_id=f"{finding.uid}_%s",
            initial={"answer": finding.answer, "reason": finding.reason},
        )
        self.finding = finding
