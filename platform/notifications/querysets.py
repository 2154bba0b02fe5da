"""Named sets of notices."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, OuterRef, Value, When
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from notifications.models import Notice  # noqa: F401


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Sets of notices."""

    def to(self, reader: Any) -> Self:
        """Those of a person, for the organization that they act for."""
        organization = reader.organization.pk if reader.organization else None
        return self.filter(recipient=reader.user.pk, organization_id=organization)

    def unread(self) -> Self:
        """Those that nobody has marked as read."""
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        """The unread ones, then the others; the newest first."""
        is_read = Case(When(read_at=None, then=Value(0)), default=Value(1))
        return self.order_by(is_read, "-id")

    def waiting_for_mail(self) -> Self:
        """Those that are to be mailed and were not yet."""
        return self.exclude(mail="").filter(posted_at=None)


def unread_notices(user: Any, organization: str = "pk") -> Coalesce:
    """How many of the person's notices for an organization are unread, as a column of a query of organizations."""
    from notifications.models import Notice

    mine = Notice.objects.unread().filter(recipient=user.pk, organization_id=OuterRef(organization))
    counted = mine.order_by().values("organization_id").annotate(count=Count("pk")).values("count")
    return Coalesce(models.Subquery(counted), 0)
