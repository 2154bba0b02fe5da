"""Tokens, and whom to act for."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from organizations.actor import Actor
from organizations.models import Scope, Token
from organizations.services import issue_token

LIFETIMES = (30, 90, 365)


class TokenForm(forms.Form):
    """A token to be made."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("What it is for: “nightly jobs”.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may be used for"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It never gives more than you may do yourself. No token signs or reviews."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long"),
        coerce=int,
        choices=[(days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days}) for days in LIFETIMES],
    )

    def save(self, *, by: Actor) -> tuple[Token, str]:
        """The token and its secret."""
        given = self.cleaned_data
        if by.organization is None:
            raise PermissionDenied(_("A token acts for an organization, and you act for none."))
        ends = timezone.now() + timedelta(days=given["days"])
        return issue_token(by.user, by.organization, given["scopes"], given["name"], ends)


class ActingForForm(forms.Form):
    """Whom to act for from now on, and where to go on."""

    organization = forms.SlugField()
    next = forms.CharField(required=False)
