"""The rule for operations on assets: a list of ways to a yes. No is what remains when it runs out."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from agreements.models import Asset, AssetAncestor, AssetGroupPermission, Grant, Undertaking
from agreements.operations import Operation
from agreements.policy.answers import Decision, Obligation, RestsOn, no
from agreements.policy.rows import permission_for
from agreements.policy.tables import OPERATIONS
from agreements.policy.why import reasons_for_no
from agreements.querysets import Standing
from organizations.actor import Actor
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.policy.rows import AskedAsset, StandingGrant


@dataclass(frozen=True)
class Question:
    """May `actor`, for `organization`, do `operation` to the asset, or to its version `number`, within `project`?"""

    actor: Actor
    organization: Organization
    operation: Operation
    asset: Asset
    number: int | None
    project: Undertaking | None
    at: datetime

    @property
    def asked_of_sources(self) -> Operation | None:
        """What must be allowed on each asset that this one was made from; None when nothing is."""
        return OPERATIONS[self.operation].asks_of_sources.get(self.asset.kind)

    @cached_property
    def grants(self) -> "dict[int, StandingGrant]":
        """Grants to the organization acted for, by id, each with its standing."""
        known = Grant.objects.standing(self.actor, project=self.project, at=self.at).select_related(
            "agreement", "provider"
        )
        return {grant.pk: cast("StandingGrant", grant) for grant in known}

    @cached_property
    def assets(self) -> "list[AskedAsset]":
        """The asset first, then all it was made from; each with the ids of the grants that give what is asked of it."""
        made_from = AssetAncestor.objects.filter(asset=self.asset.pk)
        wanted = Q(pk=self.asset.pk)
        if self.asked_of_sources:
            wanted |= Q(pk__in=made_from.values("ancestor"))
        found = Asset.objects.filter(wanted).annotate(
            last_used=Subquery(made_from.filter(ancestor=OuterRef("pk")).values("number")),
            granted=ArraySubquery(self._rows.values("grant").distinct().order_by("grant")),
            granted_to_me=ArraySubquery(
                self._rows.filter(group__in=self.actor.groups).values("grant").distinct().order_by("grant")
            ),
        )
        return sorted(found.select_related("owner"), key=lambda asset: (asset.pk != self.asset.pk, asset.pk))

    @property
    def _rows(self) -> QuerySet[AssetGroupPermission]:
        """The organization's permission rows for what is asked of each asset."""
        is_own = Q(content_object=self.asset.pk)
        fits = is_own & Q(permission=permission_for(self.operation))
        if self.asked_of_sources:
            fits |= ~is_own & Q(permission=permission_for(self.asked_of_sources))
        return AssetGroupPermission.objects.filter(fits, content_object=OuterRef("pk"), organization=self.organization)


def decide_asset(question: Question) -> Decision:
    """Narrowed first by freezes and the terms of the sources; then ownership, openness, and the lowest grant."""
    if not question.assets:
        return no("gone")
    asset, *sources = question.assets
    if refusal := frozen(question):
        return refusal
    yes = _by_ownership(question, asset) or _by_openness(question, asset) or _by_agreement(question, asset)
    if yes is None:
        return Decision(allowed=False, reasons=reasons_for_no(question, asset, question.operation))
    if operation := question.asked_of_sources:
        for source in sources:
            asked = _asked_of_source(question, source, operation)
            if not asked.allowed:
                return asked
            yes &= asked
    return yes


def frozen(question: Question) -> Decision | None:
    """A freeze stops everything but discovery, on the asset and on whatever was made from it."""
    if question.operation == Operation.DISCOVER:
        return None
    for asset in question.assets:
        if asset.frozen_at:
            return no("frozen", asset=str(asset.uid), at=asset.frozen_at.isoformat())
    return None


def _by_ownership(question: Question, asset: "AskedAsset") -> Decision | None:
    rule = OPERATIONS[question.operation]
    if asset.owner_id != question.organization.pk or not question.actor.roles & rule.owner_roles:
        return None
    return _resting_on(asset)


def _by_openness(question: Question, asset: "AskedAsset") -> Decision | None:
    rule = OPERATIONS[question.operation]
    if asset.openness not in rule.openness or not question.actor.roles & rule.recipient_roles:
        return None
    return _resting_on(asset)


def _by_agreement(question: Question, asset: "AskedAsset") -> Decision | None:
    return _granted(question, asset, asset.granted_to_me, question.number)


def _asked_of_source(question: Question, source: "AskedAsset", operation: Operation) -> Decision:
    """The terms of a source bind the organization, whoever works for it: its people's roles are not asked again."""
    if source.owner_id == question.organization.pk or source.openness in OPERATIONS[operation].openness:
        return _resting_on(source)
    return _granted(question, source, source.granted, source.last_used) or Decision(
        allowed=False, reasons=reasons_for_no(question, source, operation)
    )


def _granted(question: Question, asset: "AskedAsset", grants: list[int], number: int | None) -> Decision | None:
    """The yes of the lowest usable grant that reaches the version asked about."""
    for grant in (question.grants[pk] for pk in grants if pk in question.grants):
        if grant.standing == Standing.USABLE and reaches(grant, number):
            return _resting_on(asset, grant, question.project if grant.conditional else None)
    return None


def reaches(grant: Grant, number: int | None) -> bool:
    """Whether a grant holds for a version; asked of an asset as a whole, any version will do."""
    return number is None or grant.last_version is None or number <= grant.last_version


def _resting_on(asset: Asset, grant: Grant | None = None, project: Undertaking | None = None) -> Decision:
    if grant is None:
        return Decision(allowed=True, rests_on=RestsOn(assets=frozenset({asset.pk})))
    return Decision(
        allowed=True,
        obligations=tuple(Obligation(one["code"], one["params"]) for one in grant.obligations),
        agreement=grant.agreement,
        valid_until=grant.ends_at,
        rests_on=RestsOn(
            assets=frozenset({asset.pk}),
            agreements=frozenset({grant.agreement_id}),
            undertakings=frozenset({project.pk}) if project else frozenset(),
        ),
    )
