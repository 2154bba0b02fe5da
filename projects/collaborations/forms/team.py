"""The forms of a project's team: who of one's own organization is in it, and what they do."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agreements.models import TeamMember, TeamRole
from collaborations.models import Project
from collaborations.services import add_to_team
from organizations.actor import Actor


class TeamRoleForm(forms.Form):
    """What a person does in the team."""

    role = forms.ChoiceField(label=_("What they do"), choices=TeamRole.choices)


class JoinTeamForm(TeamRoleForm):
    """Somebody of one's own organization who is not in the team yet."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), to_field_name="uid", empty_label=_("Choose somebody")
    )
    field_order = ["person", "role"]

    def __init__(self, *args: Any, project: Project, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = TeamRole.WORKS
        self.project, self.actor = project, actor
        there = project.undertaking.team.filter(organization=actor.organization)
        ours = User.objects.filter(memberships__group__org_role__organization=actor.organization)
        free = ours.exclude(pk__in=there.values("user")).distinct().order_by("name", "id")
        self.fields["person"].queryset = free  # type: ignore[attr-defined]

    @property
    def has_somebody(self) -> bool:
        """Whether anybody is left to be put into the team."""
        return bool(self.fields["person"].queryset.exists())  # type: ignore[attr-defined]

    def save(self) -> TeamMember | None:
        """The person, in the team; or None with what is wrong said above."""
        given = self.cleaned_data
        try:
            return add_to_team(self.project, given["person"], role=given["role"], by=self.actor)
        except ValidationError as faults:
            self.add_error(None, faults)
            return None
