"""The forms by which an organization is invited into a project, and answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.models import PartyInvitation, Undertaking
from agreements.services.parties import invite_party
from collaborations.parties import who_can_join
from organizations.actor import Actor
from organizations.models import Organization


class InviteForm(forms.Form):
    """Whom to invite, and what is wanted of them."""

    organization = forms.ModelChoiceField(
        label=_("Organization"),
        queryset=Organization.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose an organization"),
    )
    words = forms.CharField(
        label=_("What you want of them"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, undertaking: Undertaking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.undertaking = undertaking
        self.fields["organization"].queryset = who_can_join(undertaking)  # type: ignore[attr-defined]

    def save(self, *, by: Actor) -> PartyInvitation | None:
        """The invitation; or None with every fault said beside its field."""
        given = self.cleaned_data
        try:
            return invite_party(self.undertaking, given["organization"], words=given["words"], by=by)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None
