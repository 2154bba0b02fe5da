"""Named sets of organizations and tokens."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from organizations.models import Organization, Token  # noqa: F401


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Sets of organizations."""

    def verified(self) -> Self:
        """Those that the operator let take part."""
        return self.filter(verified_at__isnull=False)

    def of(self, user: Any) -> Self:
        """Those in which the person has a role."""
        return self.filter(org_roles__group__memberships__user=user).distinct()


class TokenQuerySet(models.QuerySet["Token"]):
    """Sets of tokens."""

    def usable(self) -> Self:
        """Neither revoked nor past its end."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())
