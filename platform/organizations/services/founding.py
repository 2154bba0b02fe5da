"""Organizations begin here, and the operator lets them take part or says why not."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import proved_addresses
from accounts.models import Membership, User
from audit.services import record
from organizations.actor import Actor
from organizations.gate import require
from organizations.models import OPERATOR_ONLY, Organization, OrgRole, Role
from organizations.slugs import free_slug

# How many organizations of one person may wait for the operator at once.
UNVERIFIED_AT_ONCE = 3


@transaction.atomic
def found_organization(
    name: str,
    kind: str,
    *,
    founder: User,
    body: str = "",
    nonprofit: bool = False,
    country: str = "",
    ror: str = "",
    description: str = "",
) -> Organization:
    """A new organization with its roles; `founder` is its first owner.

    It may do nothing with the others until it is verified. The one that runs the platform is so from the start.

    Raises:
        ValidationError: a field is wrong, or the name or address is taken.
    """
    organization = Organization(
        slug=free_slug(name, Organization.objects.all()),
        name=name,
        kind=kind,
        body=body,
        nonprofit=nonprofit,
        country=country,
        ror=ror,
        description=description,
    )
    if organization.is_operator:
        organization.verified_at = timezone.now()
    organization.full_clean()
    organization.save()
    for role in roles_of(organization):
        group = Group.objects.create(name=f"{organization.slug}:{role}")
        OrgRole.objects.create(group=group, organization=organization, role=role)
        if role == Role.OWNER:
            Membership.objects.create(user=founder, group=group)
    record(Actor.of(founder, organization), "organization.founded", organization)
    return organization


def register_organization(*, by: Actor, **facts: Any) -> Organization:
    """An organization founded by somebody who came to the site; `facts` as `found_organization` takes them.

    Raises:
        PermissionDenied: nobody is signed in, or a token asks.
        ValidationError: the person has proved no address, or enough organizations of theirs wait already; or a fact
            is wrong.
    """
    if not by.is_signed_in or by.scopes is not None:
        raise PermissionDenied(_("Only a person who is signed in can found an organization."))
    if facts.get("kind") == Organization.Kind.OPERATOR:
        raise ValidationError({"kind": _("The organization that runs the platform is founded with it.")})
    if not proved_addresses(by.user):
        raise ValidationError(_("Confirm your e-mail address first: a link to do so is under “E-mail address”."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.user.pk)  # two at once would both be the last one
        waiting = Organization.objects.of(by.user).filter(verified_at=None)
        if waiting.count() >= UNVERIFIED_AT_ONCE:
            raise ValidationError(_("Enough organizations of yours wait for the platform’s staff already."))
        return found_organization(founder=by.user, **facts)


def roles_of(organization: Organization) -> list[Role]:
    """The roles that people can have in it."""
    return [role for role in Role if organization.is_operator or role not in OPERATOR_ONLY]


def verify_organization(organization: Organization, *, by: Actor) -> Organization:
    """Let an organization take part.

    Raises:
        NotAllowed: `by` is not of the operator's staff.
        ValidationError: a verified organization has the same ROR identifier.
    """
    yes = require(by, "verify", organization)
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if not organization.is_verified:
            organization.verified_at, organization.rejected_at, organization.rejection = timezone.now(), None, ""
            organization.validate_constraints()
            organization.save()
            record(by, "organization.verified", organization, decision=yes)
    return organization


def reject_organization(organization: Organization, *, reason: str, by: Actor) -> Organization:
    """Say that an organization can't take part as it stands, and why; its owner reads it, and may ask again.

    Raises:
        NotAllowed: `by` is not of the operator's staff.
        ValidationError: no reason, or the organization is verified.
    """
    yes = require(by, "verify", organization)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the organization reads it.")})
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if organization.is_verified:
            raise ValidationError(_("%(organization)s is verified already.") % {"organization": organization})
        organization.rejected_at, organization.rejection = timezone.now(), reason.strip()
        organization.save()
        record(by, "organization.rejected", organization, decision=yes, reason=organization.rejection)
    return organization


def ask_again(organization: Organization, *, by: Actor) -> Organization:
    """Ask the operator to look once more at an organization that it rejected.

    Raises:
        NotAllowed: `by` is no owner of it.
    """
    yes = require(by, "edit", organization)
    with transaction.atomic():
        asked = Organization.objects.filter(pk=organization.pk, rejected_at__isnull=False)
        if asked.update(rejected_at=None, rejection=""):
            record(by, "organization.asked_again", organization, decision=yes)
    organization.refresh_from_db()
    return organization
