"""A search as SQL that was written once for all who search in the same way, filled with the ids of the one who asks.

The ORM takes longer to write such a statement than PostgreSQL to run it.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import RawSQL

from agreements.models import Asset, AssetVersion
from agreements.operations import Operation
from agreements.policy.excerpts import Excerpt
from agreements.policy.narrowing import out_of_scope, without_standing
from agreements.policy.rows import IDS, AnyOf, FoundAlso
from agreements.policy.searching import AssetSearch
from agreements.policy.tables import LOOKING, OPERATIONS
from agreements.policy.things import Ground
from agreements.querysets import Standing
from organizations.actor import Actor
from organizations.models import Organization

AnyModel = TypeVar("AnyModel", bound=Model)

# What a search is written with before anybody searches: marks in the places of their ids.
ORGANIZATION, GROUP, GRANTS = -1, -2, -10  # and below
NAMED, ALSO = "named", Asset.objects.none()
USED = frozenset({Standing.USABLE, Standing.OUTLASTS})
Way = tuple[str, str, bool]  # how grants stand, what they speak of, whether for de-identified versions only


def narrowed(queryset: QuerySet[AnyModel], search: AssetSearch, ground: Ground, only: Excerpt) -> QuerySet[AnyModel]:
    """The rows of `queryset` whose asset, or whose version of it, is among those that are searched for."""
    if out_of_scope(search.actor, OPERATIONS[search.operation].scope):
        return queryset.none()
    if without_standing(search.actor, unverified=search.operation in LOOKING):
        return queryset.none()
    of_version = ground.model is AssetVersion
    asset = F(ground.key("asset_id" if of_version else "pk"))
    sources = search.sources()
    if not sources:
        return queryset.none()
    found = queryset.filter(AnyOf(asset, _written(search, _kind_of(queryset.model), only)))
    if of_version:
        found = found.filter(search.reaches_version(sources, ground))
    return found


def _written(search: AssetSearch, kind: str | None, only: Excerpt) -> RawSQL:
    """The ids, by the statement that was written once for all who search in this way."""
    actor, of_ways = search.actor, defaultdict(list)
    for pk, standing, *more in search.known if actor.verified else []:
        if standing in USED:
            of_ways[standing, *more].append(pk)
    ways = tuple(sorted(of_ways))
    like_all = replace(only, named=NAMED if only.named else "", also=None if only.also is None else ALSO)
    sql, params = _in_sql(search.operation, actor.roles, actor.verified, ways, search.commercial, kind, like_all)
    given: dict[int | str, list[Any]] = {
        ORGANIZATION: [actor.organization.pk if actor.organization else None],
        GROUP: list(actor.groups),
        f"%{NAMED}%": [f"%{connection.ops.prep_for_like_query(only.named)}%"],
    }
    given |= {GRANTS - place: of_ways[way] for place, way in enumerate(ways)}
    filled = [_put(given, param) for param in params]
    if only.named and only.also is not None:
        sql, found = FoundAlso.among(only.also, sql)
        filled = [*found, *filled]
    return RawSQL(sql, filled, output_field=IDS)  # noqa: S611  all are passed


@dataclass(frozen=True)
class _Unasked(AssetSearch):
    """The search of nobody in particular, with one grant of each way."""

    ways: tuple[Way, ...]
    commercial: bool  # given, not asked for

    @cached_property
    def known(self) -> list[tuple[int, str, str, bool]]:
        return [(GRANTS - place, *way) for place, way in enumerate(self.ways)]


@lru_cache(maxsize=1024)
def _in_sql(
    operation: Operation,
    roles: frozenset[str],
    verified: bool,
    ways: tuple[Way, ...],
    commercial: bool,
    kind: str | None,
    only: Excerpt,
) -> tuple[str, tuple[Any, ...]]:
    """The array of ids in SQL, with its parameters: the ORM takes longer to write it than PostgreSQL to run it."""
    moment = datetime.min.replace(tzinfo=UTC)
    organization = Organization(pk=ORGANIZATION, verified_at=moment if verified else None)
    search = _Unasked(Actor(None, organization, roles, groups=(GROUP,)), operation, None, moment, ways, commercial)
    array = search.ids(kind, only)
    compiler = array.query.get_compiler(connection=connection)
    sql, params = array.as_sql(compiler, connection)
    return sql, tuple(params)


def _put(given: dict[int | str, list[Any]], param: Any) -> Any:
    if isinstance(param, list):
        return [pk for one in param for pk in given.get(one, [one])]
    return given[param][0] if param in given else param


def _kind_of(model: type[Model]) -> str | None:
    """The kind of asset that a model stands for; such models are called as their kinds."""
    return model._meta.model_name if model._meta.model_name in Asset.Kind.values else None
