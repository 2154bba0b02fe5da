"""Who may act for an organization, and in which roles."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from audit.services import record
from organizations.actor import Actor
from organizations.errors import UnknownRole
from organizations.gate import require
from organizations.models import Organization, OrgRole, Role


def add_member(organization: Organization, user: User, roles: Iterable[str], *, by: Actor) -> None:
    """Let `user` act for the organization in `roles`, beside those they have.

    Raises:
        NotAllowed: `by` is no owner of it.
        UnknownRole: the organization has no such role.
    """
    yes = require(by, "manage_members", organization)
    groups = dict(OrgRole.objects.filter(organization=organization).values_list("role", "group_id"))
    asked = [str(role) for role in roles]
    for role in asked:
        if role not in groups:
            raise UnknownRole(organization, role)
    with transaction.atomic():
        Membership.objects.bulk_create(
            [Membership(user=user, group_id=groups[role]) for role in asked], ignore_conflicts=True
        )
        record(by, "member.added", organization, decision=yes, person=str(user.uid), roles=asked)


def remove_role(organization: Organization, user: User, role: str, *, by: Actor) -> None:
    """Take a role from a person; without one they no longer act for the organization.

    Raises:
        NotAllowed: `by` is no owner of it.
        ValidationError: it would leave the organization without an owner.
    """
    yes = require(by, "manage_members", organization)
    with transaction.atomic():
        held = Membership.objects.select_for_update().filter(group__org_role__organization=organization)
        owners = {one.user_id for one in held.filter(group__org_role__role=Role.OWNER)}
        if role == Role.OWNER and owners == {user.pk}:
            raise ValidationError(_("%(person)s is the only owner: make somebody else one first.") % {"person": user})
        held.filter(user=user, group__org_role__role=role).delete()
        record(by, "member.role_removed", organization, decision=yes, person=str(user.uid), role=role)
