"""The rule for operations on assets: a list of ways to a yes. No is what remains when it runs out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from django.utils import timezone

from agreements.models import Asset, Grant, Undertaking
from agreements.operations import Operation
from agreements.policy.anonymity import least_alike, of_k
from agreements.policy.answers import Decision, Obligation, RestsOn, no
from agreements.policy.budgeting import told_of
from agreements.policy.tables import ON_ASSETS, OPERATIONS, bars, speaking
from agreements.policy.why import reasons_for_no
from agreements.querysets import Standing, grants_with_standing
from organizations.actor import Actor
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.policy.rows import AskedAsset, StandingGrant


WHOLE = 0  # among the numbers of `Asset.held`: all of its versions are

# The asset and what it was made from, each with the grants whose permission rows give what is asked of it: to the
# organization, and to the roles of the person. Written out: the ORM takes longer to write it than PostgreSQL to run it.
ASKED_ASSETS = """
WITH wanted AS (
    SELECT %(asset)s::bigint AS id, %(own)s::text AS codename, NULL::integer AS number, NULL::timestamptz AS made_at,
        NULL::integer[] AS used
    UNION ALL
    SELECT ancestor_id, %(of_sources)s, number, made_at, array_append(numbers, number) FROM agreements_assetancestor
    WHERE asset_id = %(asset)s AND %(of_sources)s IS NOT NULL
)
SELECT asset.*, wanted.number AS last_used, wanted.made_at AS made_at, wanted.used AS used,
    ARRAY(
        SELECT DISTINCT given.grant_id FROM agreements_assetgrouppermission given
        WHERE given.content_object_id = asset.id AND given.permission_id = permission.id
            AND given.organization_id = %(organization)s
        ORDER BY 1
    ) AS granted,
    ARRAY(
        SELECT DISTINCT given.grant_id FROM agreements_assetgrouppermission given
        WHERE given.content_object_id = asset.id AND given.permission_id = permission.id
            AND given.organization_id = %(organization)s AND given.group_id = ANY(%(groups)s::integer[])
        ORDER BY 1
    ) AS granted_to_me
FROM wanted
JOIN agreements_asset asset ON asset.id = wanted.id
JOIN auth_permission permission ON permission.codename = wanted.codename
JOIN django_content_type type
    ON type.id = permission.content_type_id AND type.app_label = 'agreements' AND type.model = 'asset'
ORDER BY asset.id <> %(asset)s, asset.id
"""


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
    of_agreement: int | None = None  # what this agreement alone would give

    @property
    def asked_of_sources(self) -> Operation | None:
        """What must be allowed on each asset that this one was made from; None when nothing is."""
        return OPERATIONS[self.operation].asks_of_sources.get(self.asset.kind)

    @cached_property
    def commercial(self) -> bool:
        """Whether it is for a commercial purpose; asked only where a licence could forbid that."""
        return self.project is not None and self.project.is_commercial()

    @cached_property
    def grants(self) -> "dict[int, StandingGrant]":
        """Grants to the organization acted for that give any of what is asked, by id, each with its standing."""
        asked = {pk for asset in self.assets for pk in asset.granted}
        if not asked:
            return {}
        known = grants_with_standing(
            asked, self.actor, self.operation, project=self.project, at=self.at, of_agreement=self.of_agreement
        )
        return {grant.pk: cast("StandingGrant", grant) for grant in known}

    def speaking(self, grants: list[int], answering: frozenset[str]) -> "list[StandingGrant]":
        """The grants of these ids that answer what is asked, the lowest first."""
        known = (self.grants[pk] for pk in grants if pk in self.grants)
        return [grant for grant in known if grant.speaks_of in answering]

    @cached_property
    def least_alike(self) -> Mapping[int, dict[int, int]]:
        """The k of versions, by asset and number; read only where a grant asks for one."""
        return least_alike(self.assets)

    @cached_property
    def assets(self) -> "list[AskedAsset]":
        """The asset first, then all it was made from; each with the ids of the grants that give what is asked of it."""
        asked = {
            "asset": self.asset.pk,
            "own": f"{self.operation}_asset",
            "of_sources": f"{self.asked_of_sources}_asset" if self.asked_of_sources else None,
            "organization": self.organization.pk,
            "groups": list(self.actor.groups),
        }
        return cast("list[AskedAsset]", list(Asset.objects.raw(ASKED_ASSETS, asked)))


def decide_asset(question: Question) -> Decision:
    """Narrowed first by freezes, withdrawals, holds and licences; then ownership, openness, and the lowest grant."""
    if not question.assets:
        return no("gone")
    asset, *sources = question.assets
    if refusal := frozen(question) or withdrawn(question) or held_back(question) or unlicensed(question):
        return refusal
    if not question.actor.verified:
        return _by_looking(question)
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


def _by_looking(question: Question) -> Decision:
    """An organization that isn't verified sees what is open to all, and was made only of what is."""
    asked_of = question.assets if question.asked_of_sources else question.assets[:1]
    in_role = question.actor.roles & OPERATIONS[question.operation].recipient_roles
    if not in_role or any(asset.openness != Asset.Openness.OPEN for asset in asked_of):
        return no("unverified", organization=question.organization.slug)
    return Decision(allowed=True, rests_on=RestsOn(assets=frozenset(asset.pk for asset in asked_of)))


def frozen(question: Question) -> Decision | None:
    """A freeze stops everything but discovery, on the asset and on whatever was made from it."""
    if question.operation == Operation.DISCOVER:
        return None
    for asset in question.assets:
        if asset.frozen_at:
            return no("frozen", asset=str(asset.uid), at=asset.frozen_at.isoformat())
    return None


def withdrawn(question: Question) -> Decision | None:
    """A version that rows were withdrawn from is closed to everybody, its owner too."""
    asset = question.assets[0]
    if question.operation == Operation.DISCOVER or (question.number or WHOLE) not in asset.withdrawn:
        return None
    refs = {"asset": str(asset.uid), "owner": asset.owner.slug}
    return no("all_withdrawn", **refs) if WHOLE in asset.withdrawn else no("withdrawn", number=question.number, **refs)


def held_back(question: Question) -> Decision | None:
    """A version that its owner has yet to decide about is for its owner alone, and so is whatever was made from it."""
    return None if question.operation == Operation.DISCOVER else _held(question, question.number or WHOLE)


def kept_back(actor: Actor, asset: Asset, numbers: Iterable[int]) -> frozenset[int]:
    """Of these versions, those of which a hold or a withdrawal keeps more from `actor` than that they are there.

    For what describes rows by what stands in them, where nobody is asked whether they may look at rows.
    """
    if actor.organization is None:
        return frozenset(numbers)
    question = Question(actor, actor.organization, Operation.PREVIEW, asset, None, None, timezone.now())
    return frozenset(number for number in numbers if number in asset.withdrawn or _held(question, number))


def _held(question: Question, number: int) -> Decision | None:
    for asset in question.assets:
        asked = [number] if asset.pk == question.asset.pk else asset.used
        held = set(asked) & set(asset.held)
        if held and asset.owner_id != question.organization.pk:
            refs = {"asset": str(asset.uid), "owner": asset.owner.slug}
            return no("all_held", **refs) if WHOLE in asset.held else no("held", number=max(held), **refs)
    return None


def unlicensed(question: Question) -> Decision | None:
    """A licence binds all but the owner, whatever an agreement says: the asset's, and those of its sources."""
    for asset in question.assets:
        asked = question.operation if asset.pk == question.asset.pk else question.asked_of_sources
        if asset.owner_id == question.organization.pk or asked is None or not asset.licence_forbids:
            continue
        barring = bars(asked, commercial=question.commercial, of_source=asset.pk != question.asset.pk)
        for forbidden in sorted(barring & set(asset.licence_forbids)):
            refs: dict[str, str] = {"asset": str(asset.uid), "licence": asset.licence, "owner": asset.owner.slug}
            if question.project:
                refs["undertaking"] = str(question.project.uid)
            return no(f"licence_forbids_{forbidden}", operation=str(question.operation), **refs)
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
    for grant in question.speaking(asset.granted_to_me, ON_ASSETS):
        if grant.standing == Standing.USABLE and reaches(grant, question.number) and of_k(question, grant, asset):
            return _resting_on(asset, grant, question, question.operation)
    return None


def _asked_of_source(question: Question, source: "AskedAsset", operation: Operation) -> Decision:
    """The terms of a source bind the organization, whoever works for it: its people's roles are not asked again."""
    if source.owner_id == question.organization.pk or source.openness in OPERATIONS[operation].openness:
        return _resting_on(source)
    for grant in question.speaking(source.granted, speaking(operation, question.asset.kind)):
        if not reaches(grant, source.last_used) or not of_k(question, grant, source):
            continue
        if made_of_withdrawn(question, source) and not grant.outlasts_agreement:
            continue
        if grant.standing == Standing.USABLE or outlasts(grant, source):
            return _resting_on(source, grant, question, operation)
    return Decision(allowed=False, reasons=reasons_for_no(question, source, operation))


def made_of_withdrawn(question: Question, source: "AskedAsset") -> bool:
    """Whether a model was made of rows that were withdrawn since: then terms give of it what they give after their end.

    Of datasets the versions that have those rows are withdrawn themselves.
    """
    return question.asset.kind == Asset.Kind.MODEL and bool(set(source.used) & set(source.withdrawn))


def outlasts(grant: "StandingGrant", source: "AskedAsset") -> bool:
    """Whether a grant of an agreement that is over goes on: for what was made of the source while it held."""
    if grant.standing != Standing.OUTLASTS or grant.held_until is None or source.made_at is None:
        return False
    return source.made_at < grant.held_until


def reaches(grant: Grant, number: int | None) -> bool:
    """Whether a grant holds for a version; asked of an asset as a whole, any version will do."""
    return number is None or grant.last_version is None or number <= grant.last_version


def _resting_on(
    asset: Asset,
    grant: "StandingGrant | None" = None,
    question: Question | None = None,
    asked: Operation | None = None,
) -> Decision:
    if grant is None or question is None or asked is None:
        return Decision(allowed=True, rests_on=RestsOn(assets=frozenset({asset.pk})))
    project = question.project if grant.conditional else None
    return Decision(
        allowed=True,
        obligations=_obligations(grant, asset, asked),
        agreement=grant.agreement,
        version=grant.version,
        clause=grant.clauses.get(_allowing_clause(grant)),
        valid_until=_valid_until(grant),
        rests_on=RestsOn(
            assets=frozenset({asset.pk}),
            agreements=frozenset({grant.agreement_id}),
            undertakings=frozenset({project.pk}) if project else frozenset(),
        ),
        agreements=(str(grant.agreement.uid),),
    )


def _obligations(grant: "StandingGrant", asset: Asset, asked: Operation) -> tuple[Obligation, ...]:
    told = ((one["code"], told_of(one, asked, str(asset.uid))) for one in grant.obligations)
    return tuple(Obligation(code, params) for code, params in told if params is not None)


def _allowing_clause(grant: "StandingGrant") -> str:
    """Which clause of the terms says yes, by its key."""
    if grant.standing == Standing.OUTLASTS:
        return "derived_at_end"
    return "use_of_derived" if grant.speaks_of == Grant.SpeaksOf.DERIVED else "allowed"


def _valid_until(grant: "StandingGrant") -> datetime | None:
    """When the yes has to be asked again at the latest."""
    if grant.standing == Standing.OUTLASTS:
        return None
    moments = [grant.ends_at, grant.agreement.compliance_stops_at, grant.agreement.conditions_stop_at]
    if grant.needs_ethics_approval:
        moments.append(grant.ethics_until)
    return min((moment for moment in moments if moment), default=None)
