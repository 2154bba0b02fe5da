"""Whether a manuscript may leave its project: no embargo lasts, its readers had their days, what it rests on is in use.

What a paper is, an app above knows; here stands what is asked of one.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from django.utils import timezone

from agreements.models import Agreement, Asset, AssetAncestor, AssetGroupPermission, Grant, Undertaking
from agreements.operations import Operation
from agreements.policy.answers import YES, Decision, Reason, RestsOn, no
from agreements.policy.deciding import Question, decide_asset
from agreements.policy.things import thing_behind
from organizations.actor import Actor
from organizations.models import Organization

# Results rest on what was used, in whichever of these ways.
USES = (
    Operation.EVALUATE,
    Operation.TRAIN,
    Operation.INFER,
    Operation.DERIVE,
    Operation.STATISTICS,
    Operation.PREVIEW,
)


class Reader(NamedTuple):
    """An organization that may read a manuscript before it is submitted, for how long, and by which clause."""

    organization: Organization
    days: int
    agreement: Agreement
    version: int
    clause: int | None

    def refs(self) -> dict[str, Any]:
        """What a reason says of it."""
        told = {"agreement": str(self.agreement.uid), "version": self.version, "organization": self.organization.slug}
        return told if self.clause is None else {**told, "clause": self.clause}


class Reading(Protocol):
    """That a reader was given the latest version, and what it answered."""

    given_at: datetime

    @property
    def agrees(self) -> bool:
        """Whether the reader needs no more days."""


class Manuscript(Protocol):
    """What is asked of a paper, for the organization that publishes it."""

    organization: Organization

    def assets(self) -> list[Asset]:
        """What it rests on."""

    def readings(self) -> Mapping[int, Reading]:
        """Of its latest version, by the reader's id."""

    def objectors(self) -> list[Organization]:
        """Readers whose last word is an objection."""

    def freezers(self) -> list[Organization]:
        """Whose undecided inventions freeze it."""


def decide_publication(actor: Actor, manuscript: Manuscript, at: datetime | None = None) -> Decision:
    """Whether it may be submitted or published now, and all that keeps it in."""
    at, project = at or timezone.now(), thing_behind(manuscript)
    if actor.organization is None or actor.organization != manuscript.organization:
        return no("written_by_other", organization=manuscript.organization.slug)
    if not (assets := manuscript.assets()):
        return no("rests_on_nothing")
    terms = terms_on(manuscript.organization, assets)
    reasons = _frozen(manuscript) + _embargoes(terms, at)
    reasons += _unread(manuscript, readers_by(terms, manuscript.organization), project, at)
    yes = Decision(allowed=True, rests_on=RestsOn(agreements=frozenset(grant.agreement_id for grant in terms)))
    for asset in assets:
        used = _by_use(actor, asset, project, at)
        if used.allowed:
            yes &= used
        else:
            reasons += used.reasons
    return Decision(allowed=False, reasons=tuple(_once(reasons))) if reasons else yes


def terms_on(organization: Organization, assets: Iterable[Asset]) -> list[Grant]:
    """A grant for each version of terms under which an organization uses these, or what they were made from."""
    ids = {asset.pk for asset in assets}
    ids |= set(AssetAncestor.objects.filter(asset__in=ids).values_list("ancestor", flat=True))
    rows = AssetGroupPermission.objects.filter(content_object__in=ids, organization=organization)
    known = Grant.objects.filter(pk__in=rows.values("grant")).exclude(operations=[Operation.DISCOVER])
    found = {grant.terms_version_id: grant for grant in known.select_related("agreement", "terms_version")}
    return list(found.values())


def readers_by(terms: Iterable[Grant], publisher: Organization) -> list[Reader]:
    """Who has how many days to read, by these terms; of several clauses, the one that gives the most."""
    found: dict[str, tuple[int, Grant]] = {}
    for grant in terms:
        days = grant.terms_version.terms["publication"]["review_days"]
        for slug in {share["provider"] for share in grant.terms_version.terms["shares"]} - {publisher.slug}:
            if days and days > found.get(slug, (0, grant))[0]:
                found[slug] = (days, grant)
    organizations = Organization.objects.filter(slug__in=found).order_by("name")
    return [_reader(organization, *found[organization.slug]) for organization in organizations]


def _reader(organization: Organization, days: int, grant: Grant) -> Reader:
    clause = grant.clauses.get("review_of_manuscripts")
    return Reader(organization, days, grant.agreement, grant.terms_version.number, clause)


def _frozen(manuscript: Manuscript) -> list[Reason]:
    return [Reason("frozen_by_invention", {"organization": one.slug}) for one in manuscript.freezers()]


def _embargoes(terms: Iterable[Grant], at: datetime) -> list[Reason]:
    """Nothing that comes of what is shared is published before the day."""
    return [_embargo(grant, grant.publish_from) for grant in terms if grant.publish_from and at < grant.publish_from]


def _embargo(grant: Grant, until: datetime) -> Reason:
    refs: dict[str, Any] = {"agreement": str(grant.agreement.uid), "version": grant.terms_version.number}
    refs |= {"operation": str(Operation.PUBLISH), "at": until.isoformat()}
    return Reason("embargoed", refs | ({"clause": grant.clauses["embargo"]} if "embargo" in grant.clauses else {}))


def _unread(manuscript: Manuscript, readers: Iterable[Reader], project: Undertaking, at: datetime) -> list[Reason]:
    """Days that have not ended, and objections that stand."""
    reasons = [Reason("objected", {"organization": one.slug}) for one in manuscript.objectors()]
    parties, readings = set(project.parties.values_list("organization", flat=True)), manuscript.readings()
    for reader in readers:
        reading = readings.get(reader.organization.pk)
        if reader.organization.pk not in parties:
            reasons.append(Reason("reader_outside", reader.refs()))
        elif reading is None:
            reasons.append(Reason("not_given", {**reader.refs(), "number": reader.days}))
        elif not reading.agrees and at < (until := reading.given_at + timedelta(days=reader.days)):
            reasons.append(Reason("being_read", {**reader.refs(), "at": until.isoformat()}))
    return reasons


def _by_use(actor: Actor, asset: Asset, project: Undertaking, at: datetime) -> Decision:
    """The yes to any use of it; else why the first is refused."""
    assert actor.organization is not None  # the publisher
    asked = [Question(actor, actor.organization, use, asset, None, project, at) for use in USES]
    refused: Decision = YES
    for question in asked:
        decision = decide_asset(question)
        if decision.allowed:
            return decision
        refused = decision if refused.allowed else refused
    return refused


def _once(reasons: Iterable[Reason]) -> list[Reason]:
    found: list[Reason] = []
    for reason in reasons:
        if reason not in found:
            found.append(reason)
    return found
