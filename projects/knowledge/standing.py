"""How a paper stands, as its page and the API tell it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import AssetVersion
from agreements.policy import Decision, decide_publication
from knowledge.models import ManuscriptReading, Paper, Support
from knowledge.services.publishing import readers_of
from organizations.actor import Actor
from organizations.models import Organization
from reports.documents import digest_of
from reports.models import Review


class ToldReader(NamedTuple):
    """A reader of the manuscript: until when, by which clause, and what it said."""

    organization: Organization
    days: int
    clause: int | None
    agreement: str
    reading: ManuscriptReading | None
    until: datetime | None
    state: str


class ToldSupport(NamedTuple):
    """Something a paper rests on, with what has to be looked at since."""

    support: Support
    warnings: list[str]


class Standing(NamedTuple):
    """How far a paper is, whether it may leave, and who reads it."""

    state: str
    decision: Decision
    readers: list[ToldReader]


def standing_of(paper: Paper) -> Standing:
    """As it is for who publishes it, at this moment."""
    decision = decide_publication(Actor.of(paper.written_by, paper.organization), paper)
    return Standing(state_of(paper, decision), decision, _readers(paper))


def state_of(paper: Paper, decision: Decision) -> str:
    """A word of the table of states."""
    if paper.published_at:
        return "published"
    if paper.submitted_at:
        return "submitted"
    codes = {reason.code for reason in decision.reasons}
    if "frozen_by_invention" in codes:
        return "frozen"
    if "objected" in codes:
        return "objected"
    if not paper.readings():
        return "draft"
    return "in_review" if codes else "approved"


def supports_of(paper: Paper, decision: Decision, reader: Actor) -> list[ToldSupport]:
    """What it rests on, with warnings: it changed, was withdrawn, or may not be used now."""
    supports = list(paper.supports.select_related(*Support.ASSETS, "job__item", "job__result__model_version__version"))
    jobs = [support.job_id for support in supports if support.job_id]
    signed = set(
        Review.objects.filter(job__in=jobs, verdict=Review.Verdict.SIGNED_OFF).values_list("job", "sha256").distinct()
    )
    newest = _newest(supports)
    return [_told(support, decision, reader, signed, newest) for support in supports]


def _told(
    support: Support, decision: Decision, reader: Actor, signed: set[tuple[int, str]], newest: dict[int, int]
) -> ToldSupport:
    warnings = []
    if support.job:
        now = digest_of(support.job)
        if now != support.sha256:
            warnings.append(_("The report has changed since the paper named it."))
        if (support.job.pk, now) not in signed:
            warnings.append(_("The report is not signed off."))
    for version in support.versions():
        warnings += _of_version(version, newest)
    uids = {str(asset.uid) for asset in support.assets()}
    of_it = [reason for reason in decision.reasons if reason.refs.get("asset") in uids]
    return ToldSupport(support, [*warnings, *(reason.sentence(reader) for reason in of_it)])


def _of_version(version: AssetVersion, newest: dict[int, int]) -> list[str]:
    told = {"asset": version.asset.name, "number": version.number}
    if version.number in version.asset.withdrawn or 0 in version.asset.withdrawn:
        return [_("Rows were withdrawn from version %(number)d of %(asset)s.") % told]
    if newest[version.asset_id] > version.number:
        told["newest"] = newest[version.asset_id]
        return [_("%(asset)s has changed: version %(newest)d is there, the paper rests on %(number)d.") % told]
    return []


def _newest(supports: Iterable[Support]) -> dict[int, int]:
    assets = {asset.pk for support in supports for asset in support.assets()}
    versions = AssetVersion.objects.filter(asset__in=assets).order_by()
    return dict(versions.values_list("asset").annotate(newest=Max("number")))


def _readers(paper: Paper) -> list[ToldReader]:
    readings, told = paper.readings(), []
    for reader in readers_of(paper):
        reading = readings.get(reader.organization.pk)
        until = reading.given_at + timedelta(days=reader.days) if reading else None
        state = "not_given"
        if reading and until:
            state = reading.answer or ("reading" if timezone.now() < until else "read")
        told.append(
            ToldReader(reader.organization, reader.days, reader.clause, reader.agreement.title, reading, until, state)
        )
    return told
