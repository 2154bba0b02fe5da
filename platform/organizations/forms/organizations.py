"""What an organization says of itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.checks import check_country, check_ror
from organizations.models import Organization

ROR_START = "ror.org/"


class FactsForm(forms.Form):
    """What the operator checks when it verifies an organization."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in Organization.Kind if kind != Organization.Kind.OPERATOR],
        widget=forms.RadioSelect,
    )
    body = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[("", gettext_lazy("something else")), *Organization.Body.choices],
        required=False,
        help_text=gettext_lazy("Only where the kind is “other”."),
    )
    nonprofit = forms.BooleanField(
        label=gettext_lazy("Not for profit"),
        required=False,
        help_text=gettext_lazy("Terms can allow something to non-profit organizations only."),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        min_length=2,
        max_length=2,
        help_text=gettext_lazy("Two letters, as in ISO 3166: NO, CH, CN."),
        widget=forms.TextInput(attrs={"class": "input-short"}),
    )
    ror = forms.CharField(
        label=gettext_lazy("ROR identifier"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("From the Research Organization Registry: 02mhbdp94, or the whole address at ror.org."),
        widget=forms.TextInput(attrs={"class": "input-short"}),
    )

    def clean_country(self) -> str:
        """In capitals."""
        country = str(self.cleaned_data["country"]).upper()
        check_country(country)
        return country

    def clean_ror(self) -> str:
        """The identifier alone, also out of its address."""
        ror = str(self.cleaned_data["ror"]).strip().lower().rpartition(ROR_START)[2].strip("/")
        if ror:
            check_ror(ror)
        return ror

    def clean(self) -> dict[str, Any]:
        """Only other organizations say what they are."""
        given = self.cleaned_data
        if given.get("body") and given.get("kind") != Organization.Kind.OTHER:
            self.add_error("body", _("Only where the kind is “other”."))
        return given

    def take_faults(self, fault: ValidationError) -> None:
        """Show what a service found wrong at the fields that it named, or above all."""
        if not hasattr(fault, "error_dict"):
            self.add_error(None, fault)
            return
        for name, faults in fault.error_dict.items():
            self.add_error(name if name in self.fields else None, faults)


class FoundForm(FactsForm):
    """A new organization."""

    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences that partners read first."),
    )


class PageForm(forms.Form):
    """What is an owner's to say at any time."""

    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences that partners read first."),
    )
    requires_second_factor = forms.BooleanField(
        label=gettext_lazy("Ask a second factor of everyone"),
        required=False,
        help_text=gettext_lazy("Signatories need one in any case. Who has none sets one up before anything else."),
    )


class LogoForm(forms.Form):
    """A picture beside the name."""

    logo = forms.FileField(
        label=gettext_lazy("Logo"), help_text=gettext_lazy("PNG, JPEG or WebP of at most 2 MB; we draw it anew, small.")
    )


class DomainForm(forms.Form):
    """A mail domain."""

    name = forms.CharField(
        label=gettext_lazy("Mail domain"),
        max_length=253,
        help_text=gettext_lazy("What stands behind the @ of your addresses: nordhaven.example."),
    )


class ReasonForm(forms.Form):
    """Why an organization can't take part as it stands."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
