"""A person acting for an organization: the one who asks, in every question to the policy."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from organizations.models import OPERATOR_ONLY, SECOND_FACTOR, Organization, OrgRole, Role


@dataclass(frozen=True)
class Actor:
    """A person, whom they act for, the roles they have *there*, and what a token narrows them to (None: nothing)."""

    user: Any
    organization: Organization | None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    groups: tuple[int, ...] = ()

    @classmethod
    def of(cls, user: Any, organization: Organization | None, *, scopes: frozenset[str] | None = None) -> "Actor":
        """The person acting for `organization`; for none of theirs, they act for nobody."""
        if organization is None or not user.is_authenticated or not user.is_active:
            return cls(user, None, scopes=scopes)
        held = OrgRole.objects.filter(organization=organization, group__memberships__user=user)
        roles = dict(held.values_list("role", "group_id"))
        if not roles:
            return cls(user, None, scopes=scopes)
        return cls(user, organization, frozenset(roles), scopes, tuple(sorted(roles.values())))

    @property
    def is_signed_in(self) -> bool:
        """Whether this is somebody."""
        return bool(self.user.is_authenticated)

    @property
    def verified(self) -> bool:
        """Whether they act for an organization that may take part."""
        return self.organization is not None and self.organization.is_verified

    @property
    def needs_second_factor(self) -> bool:
        """Whether a role of theirs, or the organization they act for, asks for more than a password."""
        asked = self.organization is not None and self.organization.requires_second_factor
        return asked or bool(self.roles & SECOND_FACTOR)

    @property
    def is_reviewer(self) -> bool:
        """Whether they review agreements for the platform's operator."""
        return self.is_of_operator and Role.REVIEWER in self.roles

    @property
    def opens_desk(self) -> bool:
        """Whether they review agreements or verify organizations for the platform's operator."""
        return self.is_of_operator and bool(self.roles & OPERATOR_ONLY)

    @property
    def is_of_operator(self) -> bool:
        """Whether they act for the organization that runs the platform."""
        return self.organization is not None and self.organization.is_operator

    def __str__(self) -> str:
        return f"{self.user} for {self.organization}" if self.organization else str(self.user)


def anonymous() -> Actor:
    """Nobody."""
    return Actor(AnonymousUser(), None)
