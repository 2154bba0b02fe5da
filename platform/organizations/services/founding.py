"""Organizations begin here, and the operator lets them take part."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from audit.services import record
from organizations.actor import Actor
from organizations.gate import require
from organizations.models import OPERATOR_ONLY, Organization, OrgRole, Role
from organizations.slugs import free_slug


@transaction.atomic
def found_organization(
    name: str, kind: str, *, founder: User, country: str = "", ror: str = "", description: str = ""
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


def roles_of(organization: Organization) -> list[Role]:
    """The roles that people can have in it."""
    return [role for role in Role if organization.is_operator or role not in OPERATOR_ONLY]


def verify_organization(organization: Organization, *, by: Actor) -> Organization:
    """Let an organization take part.

    Raises:
        NotAllowed: `by` is not of the operator's staff.
    """
    yes = require(by, "verify", organization)
    with transaction.atomic():
        Organization.objects.filter(pk=organization.pk, verified_at=None).update(verified_at=timezone.now())
        organization.refresh_from_db()
        record(by, "organization.verified", organization, decision=yes)
    return organization
