"""Forms of the agreement's page and of the review desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Review


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


class ReviewForm(ReasonForm):
    """A verdict, with its reason."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=Review.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a verdict.")},
    )

    def picks(self) -> list[dict[str, Any]]:
        """The verdicts, each with what it leads to."""
        leads_to = {
            Review.Verdict.APPROVE: (_("Approve"), _("Goes to signing.")),
            Review.Verdict.REQUEST_CHANGES: (
                _("Request changes"),
                _("Goes back to the parties; their next version comes here again."),
            ),
            Review.Verdict.REJECT: (_("Reject"), _("Ends this agreement. The parties may draft another.")),
        }
        chosen = self["verdict"].value()
        return [
            {"value": verdict.value, "label": label, "why": why, "checked": verdict == chosen}
            for verdict, (label, why) in leads_to.items()
        ]


class AuditFilter(forms.Form):
    """Which events of the audit are shown."""

    def __init__(self, *args: Any, deeds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"] = forms.ChoiceField(label=_("Deed"), required=False, choices=[("", _("All deeds")), *deeds])
