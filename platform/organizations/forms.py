"""What people fill in about organizations and tokens."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from organizations.actor import Actor
from organizations.models import Organization, Role, Scope, Token
from organizations.services import add_member, issue_token
from organizations.services.founding import roles_of

LIFETIMES = (30, 90, 365)


class MemberForm(forms.Form):
    """A person who is to act for an organization."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), help_text=gettext_lazy("Of somebody who has an account here.")
    )
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["roles"].choices = [(role.value, role.label) for role in roles_of(organization)]  # type: ignore[attr-defined]

    def clean_email(self) -> User:
        """The person with this address."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody here has this address. Ask them to make an account first."))
        return user

    def save(self, *, by: Actor) -> User:
        """The person, who may now act for the organization."""
        person: User = self.cleaned_data["email"]
        add_member(self.organization, person, self.cleaned_data["roles"], by=by)
        return person


class RoleForm(forms.Form):
    """A role that is taken from a person."""

    person = forms.UUIDField()
    role = forms.ChoiceField(choices=Role.choices)


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
