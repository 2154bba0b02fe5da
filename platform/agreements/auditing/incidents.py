"""An incident: who used an asset and what came of it, under which agreements, drawn from the audit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min
from django.db.models.fields.json import KT

from agreements.auditing.exporting import csv_line
from agreements.models import Agreement, Asset, AssetAncestor
from agreements.telling import deed_in_words
from audit.models import Event
from audit.querysets import REFUSED
from audit.services import record
from organizations.actor import Actor

MOST_USES, MOST_LISTED = 1000, 200
COLUMNS = ("What", "Person", "Organization", "Verb", "Under", "Times", "First", "Last")


@dataclass(frozen=True)
class Use:
    """What a person did with the asset, or with what was made from it, how often and from when to when."""

    what: str
    person: str
    organization: str
    verb: str
    under: str
    times: int
    first_at: datetime
    last_at: datetime

    @property
    def deed(self) -> str:
        """In words."""
        return deed_in_words(self.verb)

    @property
    def refused(self) -> bool:
        """Whether it came to nothing."""
        return self.verb.endswith(REFUSED)


@dataclass(frozen=True)
class Incident:
    """All that was done with an asset."""

    uses: list[Use]
    made: list[Asset]
    jobs: list[Event]
    downloads: list[Event]

    @property
    def people(self) -> int:
        """How many persons."""
        return len({(use.person, use.organization) for use in self.uses if use.person})

    @property
    def organizations(self) -> list[str]:
        """Whose people they are."""
        return sorted({use.organization for use in self.uses if use.organization})

    @property
    def agreements(self) -> list[str]:
        """Under which it happened."""
        return sorted({use.under for use in self.uses if use.under})


def incident_of(asset: Asset) -> Incident:
    """Everything that the audit has on the asset and on what was made from it; the caller has asked the policy."""
    made = list(
        Asset.objects.filter(pk__in=AssetAncestor.objects.filter(ancestor=asset).values("asset")).select_related(
            "owner"
        )
    )
    names = {one.uid: one.name for one in (asset, *made)}
    events = Event.objects.filter(places__thing__in=names)
    listed = events.order_by("-uid").distinct()
    return Incident(
        uses=list(_uses(events, names)),
        made=made,
        jobs=list(listed.filter(verb="job.submitted")[:MOST_LISTED]),
        downloads=list(listed.filter(verb__endswith=".downloaded")[:MOST_LISTED]),
    )


def export_uses(asset: Asset, *, by: Actor) -> Iterator[str]:
    """The uses as lines of a CSV file; that it was asked for is recorded at once."""
    record(by, "audit.exported", asset, format="csv")
    rows = (
        (use.what, use.person, use.organization, use.verb, use.under, use.times, use.first_at, use.last_at)
        for use in incident_of(asset).uses
    )
    return (csv_line(row) for row in chain([COLUMNS], rows))


def _uses(events: Any, names: dict[UUID, str]) -> Iterator[Use]:
    by = ("places__thing", "actor_name", "organization_name", "verb", "under")
    counted = (
        events.annotate(under=KT("decision__agreement"))
        .order_by()
        .values_list(*by)
        .annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
        .order_by("-last_at")[:MOST_USES]
    )
    found = list(counted)
    uids = {row[4] for row in found if row[4]}
    titles = {str(uid): title for uid, title in Agreement.objects.filter(uid__in=uids).values_list("uid", "title")}
    for thing, person, organization, verb, under, times, first_at, last_at in found:
        yield Use(names[thing], person, organization, verb, titles.get(under, ""), times, first_at, last_at)
