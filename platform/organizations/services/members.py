"""Who may act for an organization, and in which roles."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from audit.services import Answer, record
from organizations.actor import Actor
from organizations.errors import UnknownRole
from organizations.gate import may, require
from organizations.models import Organization, OrgRole, Role, Token


def add_member(organization: Organization, user: User, roles: Iterable[str], *, by: Actor) -> None:
    """Let `user` act for the organization in `roles`, beside those they have.

    Raises:
        NotAllowed: `by` is no owner of it.
        UnknownRole: the organization has no such role.
    """
    yes = require(by, "manage_members", organization)
    asked = [str(role) for role in roles]
    with transaction.atomic():
        give_roles(organization, user, asked)
        record(by, "member.added", organization, decision=yes, person=str(user.uid), roles=asked)


def give_roles(organization: Organization, user: User, roles: list[str]) -> None:
    """Put the person into the groups of these roles, within the transaction of the deed that lets them in.

    Raises:
        UnknownRole: the organization has no such role.
    """
    groups = dict(OrgRole.objects.filter(organization=organization).values_list("role", "group_id"))
    for role in roles:
        if role not in groups:
            raise UnknownRole(organization, role)
    Membership.objects.bulk_create(
        [Membership(user=user, group_id=groups[role]) for role in roles], ignore_conflicts=True
    )


def change_roles(organization: Organization, user: User, roles: Iterable[str], *, by: Actor) -> None:
    """Let a person have exactly these roles; with none they no longer act for the organization.

    Raises:
        NotAllowed, PermissionDenied: `by` is no owner of it, or is none any more.
        UnknownRole: the organization has no such role.
        ValidationError: the organization would be without an owner, or the person has no role in it to change.
    """
    asked = "manage_members"
    yes, wanted = require(by, asked, organization), {str(role) for role in roles}
    _settle(organization, user, wanted, by=by, asked=asked, verb="member.roles_changed", yes=yes)


def leave_organization(organization: Organization, *, by: Actor) -> None:
    """Act for the organization no longer.

    Raises:
        NotAllowed: `by` does not act for it.
        ValidationError: they are its only owner.
    """
    yes = require(by, "leave", organization)
    _settle(organization, by.user, set(), by=by, asked="leave", verb="member.left", yes=yes)


def _settle(
    organization: Organization, user: User, roles: set[str], *, by: Actor, asked: str, verb: str, yes: Answer
) -> None:
    with transaction.atomic():
        held = Membership.objects.select_for_update().filter(group__org_role__organization=organization)
        rows = list(held.order_by("pk").values_list("user_id", "group__org_role__role"))
        before = {role for user_id, role in rows if user_id == user.pk}
        if not before:
            raise ValidationError(_("%(person)s has no role here.") % {"person": user})
        now = Actor.of(by.user, by.organization, scopes=by.scopes)  # of owners who take each other out, one is gone
        if not may(now, asked, organization):
            raise PermissionDenied(_("Your own roles have changed in the meantime. Look at them again."))
        owners = {user_id for user_id, role in rows if role == Role.OWNER}
        if owners == {user.pk} and Role.OWNER not in roles:
            raise ValidationError(_("%(person)s is the only owner: make somebody else one first.") % {"person": user})
        give_roles(organization, user, sorted(roles - before))
        gone = Membership.objects.filter(user=user, group__org_role__organization=organization)
        gone.filter(group__org_role__role__in=before - roles).delete()
        if not roles:
            tokens = Token.objects.filter(user=user, organization=organization, revoked_at=None)
            tokens.update(revoked_at=timezone.now())
        record(by, verb, organization, decision=yes, person=str(user.uid), roles=sorted(roles), before=sorted(before))
