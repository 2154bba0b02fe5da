"""Which assets the actor may do an operation to, as SQL: the sources of a yes, joined, and narrowed like one question.

Two shapes, as measured: a limit pushed down into each source where the newest are wanted, and one array of ids for
everything else (counts, facets, other orders, search).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from agreements.models import Asset, AssetAncestor, AssetGroupPermission, AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy.narrowing import out_of_scope, without_standing
from agreements.policy.rows import IDS, AnyOf, permission_for
from agreements.policy.tables import LOOKING, ON_ASSETS, OPERATIONS, speaking
from agreements.policy.things import Ground
from agreements.querysets import Standing, held_until, standings
from organizations.actor import Actor
from organizations.models import Organization

AnyModel = TypeVar("AnyModel", bound=Model)
Rows = QuerySet[Any, Any]  # of one column, the asset's id


@dataclass(frozen=True)
class AssetSearch:
    """The assets to which `actor` may do `operation` within `project`, at the moment `at`."""

    actor: Actor
    operation: Operation
    project: Undertaking | None
    at: datetime

    def narrow(self, queryset: QuerySet[AnyModel], ground: Ground, newest: int | None) -> QuerySet[AnyModel]:
        """The rows of `queryset` whose asset, or whose version of it, is among them."""
        if out_of_scope(self.actor, OPERATIONS[self.operation].scope):
            return queryset.none()
        if without_standing(self.actor, unverified=self.operation in LOOKING):
            return queryset.none()
        of_version = ground.model is AssetVersion
        asset = F(ground.key("asset_id" if of_version else "pk"))
        branches = self._branches()
        if not branches:
            return queryset.none()
        if newest is not None:
            return queryset.filter(AnyOf(asset, self._written(_kind_of(queryset.model), newest)))
        found = queryset.filter(AnyOf(asset, self._written()))
        if of_version:
            found = found.filter(self._reaches_version(branches, ground))
        return found

    def _branches(self) -> dict[str, Rows]:
        """The ways to a yes that are open to these roles, each as the ids of its assets."""
        rule = OPERATIONS[self.operation]
        branches: dict[str, Rows] = {}
        if not self.actor.verified:
            return {"open": _open_to_all().values("pk")} if self.actor.roles & rule.recipient_roles else {}
        if self.actor.roles & rule.owner_roles:
            branches["own"] = Asset.objects.filter(owner=self.actor.organization).values("pk")
        if self.actor.roles & rule.recipient_roles and rule.openness:
            branches["open"] = Asset.objects.filter(openness__in=rule.openness).values("pk")
        if self._grants(Standing.USABLE, ON_ASSETS):
            branches["granted"] = self._my_rows().values("content_object")
        return branches

    @cached_property
    def _known(self) -> list[tuple[int, str, str]]:
        """Grants to the organization: id, standing, and what they speak of."""
        return standings(self.actor, self.operation, project=self.project, at=self.at)

    def _grants(self, standing: Standing, speaking: frozenset[str]) -> list[int]:
        return [pk for pk, stands, speaks_of in self._known if stands == standing and speaks_of in speaking]

    def _my_rows(self) -> QuerySet[AssetGroupPermission]:
        given = self._rows(self.operation, _given_by(self._grants(Standing.USABLE, ON_ASSETS)))
        return given.filter(AnyOf(F("group"), Value(list(self.actor.groups), IDS)))

    def _rows(self, operation: Operation, of_grants: Q) -> QuerySet[AssetGroupPermission]:
        """Rows by which these grants give the organization an operation."""
        return AssetGroupPermission.objects.filter(
            of_grants, organization=self.actor.organization, permission=permission_for(operation)
        )

    def _written(self, kind: str | None = None, newest: int | None = None) -> RawSQL:
        """The ids, by the statement that was written once for all who search in this way."""
        actor, of_ways = self.actor, defaultdict(list)
        for pk, standing, speaks_of in self._known if actor.verified else []:
            if standing in USED:
                of_ways[standing, speaks_of].append(pk)
        ways = tuple(sorted(of_ways))
        sql, params = _in_sql(self.operation, actor.roles, actor.verified, ways, kind, newest)
        given: dict[int, list[Any]] = {
            ORGANIZATION: [actor.organization.pk if actor.organization else None],
            GROUP: list(actor.groups),
        }
        given |= {GRANTS - place: of_ways[way] for place, way in enumerate(ways)}
        return RawSQL(sql, [_put(given, param) for param in params], output_field=IDS)  # noqa: S611  all are passed

    def _all(self, branches: dict[str, Rows]) -> ArraySubquery:
        first, *others = branches.values()
        everything = ArraySubquery(first.union(*others) if others else first)
        if self.operation == Operation.DISCOVER:
            return everything
        return ArraySubquery(self._sound(Asset.objects.filter(AnyOf(F("pk"), everything))).order_by().values("pk"))

    def _newest(self, branches: dict[str, Rows], kind: str | None, limit: int) -> ArraySubquery:
        of_kind = Q(kind=kind) if kind else Q()
        cut = []
        for name, rows in branches.items():
            if name == "granted":
                ids = self._sound(rows.filter(of_kind), "content_object__").order_by("-content_object").distinct()
            else:
                ids = self._sound(rows.filter(of_kind)).order_by("-pk")
            cut.append(ids[:limit])
        first, *others = cut
        if not others:
            return ArraySubquery(first)
        column = "pk" if "own" in branches or "open" in branches else "content_object"
        return ArraySubquery(first.union(*others).order_by(f"-{column}")[:limit])

    def _sound(self, rows: QuerySet[Any, Any], path: str = "") -> QuerySet[Any, Any]:
        """Without what a freeze, or the terms of something it was made from, keeps from the operation."""
        if self.operation == Operation.DISCOVER:
            return rows
        kinds = defaultdict(list)
        for kind, asked in OPERATIONS[self.operation].asks_of_sources.items():
            kinds[asked, speaking(asked, kind)].append(kind)
        fits = Q()
        for (asked, answering), alike in kinds.items():
            fits |= Q(**{f"{path}kind__in": alike}) & Q(IsNull(self._refusing_source(asked, answering, path), True))
        return rows.filter(fits, **{f"{path}frozen_at": None})

    def _refusing_source(self, asked: Operation, answering: frozenset[str], path: str) -> Subquery:
        """One source that refuses what is asked. A limited subquery: `NOT EXISTS` would read the whole closure."""
        refusing = AssetAncestor.objects.filter(asset=OuterRef(f"{path}pk"))
        if not self.actor.verified:
            open_too = Q(ancestor__openness=Asset.Openness.OPEN)
            return Subquery(refusing.exclude(open_too, ancestor__frozen_at=None).values(one=Value(1))[:1])
        allows = Q(ancestor__owner=self.actor.organization) | Q(ancestor__openness__in=OPERATIONS[asked].openness)
        reaching = Q(grant__last_version=None) | Q(grant__last_version__gte=OuterRef("number"))
        if usable := self._grants(Standing.USABLE, answering):
            rows = self._rows(asked, _given_by(usable))
            allows |= Q(Exists(rows.filter(reaching, content_object=OuterRef("ancestor"))))
        if outlasting := self._grants(Standing.OUTLASTS, answering):
            rows = self._rows(asked, _given_by(outlasting)).alias(until=held_until("grant__"))
            made_before = Q(until__gt=OuterRef("made_at"))
            allows |= Q(Exists(rows.filter(reaching, made_before, content_object=OuterRef("ancestor"))))
        refusing = refusing.exclude(allows, ancestor__frozen_at=None)
        return Subquery(refusing.values(one=Value(1))[:1])

    def _reaches_version(self, branches: dict[str, Rows], ground: Ground) -> Q:
        """Own and open assets with all their versions; granted ones up to the last version of a grant."""
        reached = Q()
        for name in ("own", "open"):
            if name in branches:
                reached |= Q(AnyOf(F(ground.key("asset_id")), ArraySubquery(branches[name])))
        if "granted" in branches:
            reached |= Q(
                Exists(
                    self._my_rows().filter(
                        Q(grant__last_version=None) | Q(grant__last_version__gte=OuterRef(ground.key("number"))),
                        content_object=OuterRef(ground.key("asset_id")),
                    )
                )
            )
        return reached


# What a search is written with before anybody searches: marks in the places of their ids.
ORGANIZATION, GROUP, GRANTS = -1, -2, -10  # and below
USED = frozenset({Standing.USABLE, Standing.OUTLASTS})
Way = tuple[str, str]  # how grants stand, and what they speak of


@dataclass(frozen=True)
class _Unasked(AssetSearch):
    """The search of nobody in particular, with one grant of each way."""

    ways: tuple[Way, ...]

    @cached_property
    def _known(self) -> list[tuple[int, str, str]]:
        return [(GRANTS - place, *way) for place, way in enumerate(self.ways)]


@lru_cache(maxsize=1024)
def _in_sql(
    operation: Operation,
    roles: frozenset[str],
    verified: bool,
    ways: tuple[Way, ...],
    kind: str | None,
    newest: int | None,
) -> tuple[str, tuple[Any, ...]]:
    """The array of ids in SQL, with its parameters: the ORM takes longer to write it than PostgreSQL to run it."""
    moment = datetime.min.replace(tzinfo=UTC)
    organization = Organization(pk=ORGANIZATION, verified_at=moment if verified else None)
    search = _Unasked(Actor(None, organization, roles, groups=(GROUP,)), operation, None, moment, ways)
    branches = search._branches()
    array = search._all(branches) if newest is None else search._newest(branches, kind, newest)
    compiler = array.query.get_compiler(connection=connection)
    sql, params = array.as_sql(compiler, connection)
    return sql, tuple(params)


def _put(given: dict[int, list[Any]], param: Any) -> Any:
    if isinstance(param, list):
        return [pk for one in param for pk in given.get(one, [one])]
    return given[param][0] if param in given else param


def _given_by(grants: list[int]) -> Q:
    return Q(AnyOf(F("grant"), Value(grants, IDS)))


def _open_to_all() -> QuerySet[Asset]:
    return Asset.objects.filter(openness=Asset.Openness.OPEN)


def _kind_of(model: type[Model]) -> str | None:
    """The kind of asset that a model stands for; such models are called as their kinds."""
    return model._meta.model_name if model._meta.model_name in Asset.Kind.values else None
