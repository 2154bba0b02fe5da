"""The people of an organization, as its page lists them."""

from typing import NamedTuple

from allauth.mfa.models import Authenticator

from accounts.models import Membership, User
from organizations.models import SECOND_FACTOR, Organization, Role


class Person(NamedTuple):
    """A person with their roles here, and whether a second factor is set up or missing."""

    user: User
    roles: list[Role]
    has_second_factor: bool
    needs_second_factor: bool

    @property
    def lacks_second_factor(self) -> bool:
        """A role or the organization asks for one, and there is none."""
        return self.needs_second_factor and not self.has_second_factor


def people_of(organization: Organization) -> list[Person]:
    """Everybody with a role, by name."""
    held = Membership.objects.filter(group__org_role__organization=organization).select_related(
        "user", "group__org_role"
    )
    roles: dict[User, list[Role]] = {}
    for membership in held.order_by("user__name", "user__email", "id"):
        roles.setdefault(membership.user, []).append(Role(membership.group.org_role.role))
    secured = set(
        Authenticator.objects.filter(user__in=roles)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    everyone = organization.requires_second_factor
    return [
        Person(user, theirs, user.pk in secured, everyone or bool(SECOND_FACTOR & set(theirs)))
        for user, theirs in roles.items()
    ]
