"""What people say of themselves."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.checks import check_orcid
from accounts.models import User

ORCID_START = "orcid.org/"


class SignUpForm(forms.Form):
    """What we ask beside address and password when somebody makes an account."""

    name = forms.CharField(label=_("Your name"), max_length=150, help_text=_("As your partners read it."))
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep it with the new account."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.ModelForm[User]):
    """One's name, language and ORCID iD."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As your partners read it."))
    orcid = forms.CharField(
        label=_("ORCID iD"),
        max_length=60,
        required=False,
        help_text=_("0000-0002-1825-0097, or the whole address at orcid.org. Your organization’s people see it."),
    )

    class Meta:
        model = User
        fields = ["name", "language", "orcid"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("as the browser asks")), *self.fields["language"].choices[1:]]  # type: ignore[attr-defined]
        self.fields["language"].help_text = ""

    def clean_orcid(self) -> str:
        """The identifier alone, also out of its address."""
        orcid = str(self.cleaned_data["orcid"]).strip().upper().rpartition(ORCID_START.upper())[2].strip("/")
        if orcid:
            check_orcid(orcid)
        return orcid
