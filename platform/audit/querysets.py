"""Sets of events, said in words."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from audit.models import Event  # noqa: F401

REFUSED = ".refused"
SEARCHED = SearchVector("actor_name", "object_name", config="simple")
LOWEST, BEYOND = UUID(int=0), UUID(int=2**128 - 1)
ABOUT_THE_PLATFORM = Q(object_type__in=["accounts.user", "organizations.organization"]) | Q(
    object_type="", organization_id=None
)


@dataclass(frozen=True)
class Span:
    """A part of the record, by uids: those of version 7 begin with the moment at which they were made."""

    lowest: UUID = LOWEST
    beyond: UUID = BEYOND

    @classmethod
    def between(cls, start: datetime | None, end: datetime | None) -> "Span":
        """From one moment on, and up to another, which is no part of it; None leaves that end open."""
        return cls(_first_uid(start) if start else LOWEST, _first_uid(end) if end else BEYOND)

    def up_to(self, uid: UUID) -> "Span":
        """The part of it before an event."""
        return Span(self.lowest, min(self.beyond, uid))

    def after(self, uid: UUID) -> "Span":
        """The part of it after an event."""
        return Span(max(self.lowest, UUID(int=min(uid.int + 1, BEYOND.int))), self.beyond)


def _first_uid(moment: datetime) -> UUID:
    """No event of this moment or later has a lower uid."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)


class EventQuerySet(models.QuerySet["Event"]):
    """Each set has an index in the order of time, so that a page costs the same however long the record is."""

    def of_person(self, user: Any) -> Self:
        """What a person did."""
        return self.filter(actor_user_id=user.pk)

    def of_organization(self, organization: Any) -> Self:
        """What was done in an organization's name."""
        return self.filter(organization_id=organization.pk)

    def of_platform(self) -> Self:
        """What people did for no organization (sign in, or fail to), and what was done to organizations."""
        return self.filter(ABOUT_THE_PLATFORM)

    def about(self, thing: UUID, span: Span) -> Self:
        """What concerns an agreement, an asset or a project (by its uid); both tables are read from one place on."""
        places = {"places__event_id__gte": span.lowest, "places__event_id__lt": span.beyond}
        return self.filter(places__thing=thing, **places).within(span).order_by("-uid")

    def within(self, span: Span) -> Self:
        """What happened between two moments."""
        return self.filter(uid__gte=span.lowest, uid__lt=span.beyond)

    def refused(self) -> Self:
        """Refusals."""
        return self.filter(verb__endswith=REFUSED)

    def saying(self, words: str) -> Self:
        """With all these words, or their beginnings, in the names of person and object."""
        parts = re.findall(r"\w+", words)
        if not parts:
            return self
        query = SearchQuery(" & ".join(f"{part}:*" for part in parts), config="simple", search_type="raw")
        return self.annotate(words=SEARCHED).filter(words=query)

    def by_name(self, name: str) -> Self:
        """What people did whose name or address holds these words."""
        return self.saying(name).filter(actor_name__icontains=name.strip())
