"""Named sets of organizations, tokens and invitations."""

from typing import TYPE_CHECKING, Any, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from notifications.querysets import unread_notices

if TYPE_CHECKING:
    from organizations.models import Domain, Invitation, Organization, Token  # noqa: F401


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Sets of organizations."""

    def verified(self) -> Self:
        """Those that the operator let take part."""
        return self.filter(verified_at__isnull=False)

    def of(self, user: Any) -> Self:
        """Those in which the person has a role."""
        return self.filter(org_roles__group__memberships__user=user).distinct()

    def with_unread_of(self, user: Any) -> Self:
        """With `unread`: how many notices wait there for the person."""
        return self.annotate(unread=unread_notices(user))


class DomainQuerySet(models.QuerySet["Domain"]):
    """Sets of mail domains."""

    def told(self) -> Self:
        """With `is_shown`: one of the organization's people has a confirmed address there."""
        addresses = EmailAddress.objects.filter(
            verified=True,
            email__iendswith=Concat(Value("@"), OuterRef("name")),
            user__memberships__group__org_role__organization=OuterRef("organization"),
        )
        return self.annotate(is_shown=Exists(addresses))

    def letting_ask(self) -> Self:
        """Those whose people may ask to join: confirmed by staff; or shown, and not another's."""
        others = self.model._default_manager.filter(name=OuterRef("name"), proved_at__isnull=False)
        return self.told().filter(Q(proved_at__isnull=False) | (Q(is_shown=True) & ~Exists(others)))


class TokenQuerySet(models.QuerySet["Token"]):
    """Sets of tokens."""

    def usable(self) -> Self:
        """Neither revoked nor past its end."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Sets of invitations."""

    def open(self) -> Self:
        """Neither accepted nor taken back, and not past their end."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def addressed_to(self, addresses: list[str]) -> Self:
        """Open ones that were sent to one of these addresses, written in small letters."""
        return self.open().annotate(address=Lower("email")).filter(address__in=addresses)
