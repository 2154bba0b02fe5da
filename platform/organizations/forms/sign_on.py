"""An organization's own sign-on."""

from django import forms
from django.utils.translation import gettext_lazy


class SignOnForm(forms.Form):
    """Where an organization's people sign in. The secret is never shown again."""

    issuer = forms.URLField(
        label=gettext_lazy("Issuer"),
        max_length=300,
        assume_scheme="https",
        help_text=gettext_lazy("The address before /.well-known/openid-configuration: https://id.nordhaven.example."),
    )
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=200)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept encrypted, and never shown again. Left empty, the one that is set stays."),
    )


class FindSignOnForm(forms.Form):
    """Whose sign-on somebody looks for."""

    email = forms.EmailField(label=gettext_lazy("Your address at your organization"))
