"""The form that files an ethics approval for a project."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import EthicsApproval, Undertaking
from agreements.services.ethics import file_ethics_approval
from organizations.actor import Actor


class EthicsApprovalForm(forms.Form):
    """What a committee decided, and its document."""

    committee = forms.CharField(label=_("Committee"), max_length=200)
    reference = forms.CharField(
        label=_("Reference number"), max_length=100, help_text=_("Under which the committee filed it.")
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}),
        help_text=_("Its last day. After it, what needs the approval stops."),
    )
    document = forms.FileField(
        label=_("Document"), help_text=_("The decision itself, as PDF for example. Up to 20 MB. The parties read it.")
    )

    def save(self, undertaking: Undertaking, *, by: Actor) -> EthicsApproval | None:
        """The approval as it is filed, or None with every fault said beside its field."""
        try:
            return file_ethics_approval(undertaking, **self.cleaned_data, by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None
