"""People who are to act for an organization, and in which roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from organizations.actor import Actor
from organizations.models import Invitation, Organization, Role
from organizations.services import invite
from organizations.services.founding import roles_of


class RolesForm(forms.Form):
    """The roles of a person, any number of those that the organization has."""

    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["roles"].choices = [(role.value, role.label) for role in roles_of(organization)]  # type: ignore[attr-defined]


class LetInForm(RolesForm):
    """Roles for somebody who asks to join: at least one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"roles": [Role.RESEARCHER]})
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True


class InviteForm(RolesForm):
    """Somebody to be invited, whoever they are."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("A link goes there. It works once, for seven days, and for this address only."),
    )
    field_order = ["email", "roles"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = True

    def save(self, *, site: str, by: Actor) -> Invitation:
        """The invitation, sent once this is committed."""
        given = self.cleaned_data
        return invite(self.organization, given["email"], given["roles"], site=site, by=by)
