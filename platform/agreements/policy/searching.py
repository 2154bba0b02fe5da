"""Which assets the actor may do an operation to, as SQL: the sources of a yes, joined, and narrowed like one question.

Two shapes, as measured: a limit pushed down into each source where the newest are wanted, and one array of ids for
everything else (counts, facets, other orders, search).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.lookups import IsNull

from agreements.models import Asset, AssetAncestor, AssetGroupPermission, AssetVersion, Grant, Undertaking
from agreements.operations import Operation
from agreements.policy.narrowing import out_of_scope, without_standing
from agreements.policy.rows import permission_for
from agreements.policy.tables import OPERATIONS
from agreements.policy.things import Ground
from organizations.actor import Actor

AnyModel = TypeVar("AnyModel", bound=Model)
Rows = QuerySet[Any, Any]  # of one column, the asset's id


class AnyOf(Func):
    """`a = ANY(array)`: the array is made once, not looked into for each row."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class AssetSearch:
    """The assets to which `actor` may do `operation` within `project`, at the moment `at`."""

    actor: Actor
    operation: Operation
    project: Undertaking | None
    at: datetime

    def narrow(self, queryset: QuerySet[AnyModel], ground: Ground, newest: int | None) -> QuerySet[AnyModel]:
        """The rows of `queryset` whose asset, or whose version of it, is among them."""
        if out_of_scope(self.actor, OPERATIONS[self.operation].scope) or without_standing(self.actor):
            return queryset.none()
        of_version = ground.model is AssetVersion
        asset = F(ground.key("asset_id" if of_version else "pk"))
        branches = self._branches()
        if not branches:
            return queryset.none()
        if newest is not None:
            return queryset.filter(AnyOf(asset, self._newest(branches, _kind_of(queryset.model), newest)))
        found = queryset.filter(AnyOf(asset, self._all(branches)))
        if of_version:
            found = found.filter(self._reaches_version(branches, ground))
        return found

    def _branches(self) -> dict[str, Rows]:
        """The ways to a yes that are open to these roles, each as the ids of its assets."""
        rule = OPERATIONS[self.operation]
        branches: dict[str, Rows] = {}
        if self.actor.roles & rule.owner_roles:
            branches["own"] = Asset.objects.filter(owner=self.actor.organization).values("pk")
        if self.actor.roles & rule.recipient_roles and rule.openness:
            branches["open"] = Asset.objects.filter(openness__in=rule.openness).values("pk")
        if self._usable:
            branches["granted"] = self._my_rows().values("content_object")
        return branches

    @cached_property
    def _usable(self) -> list[int]:
        usable = Grant.objects.usable(self.actor, project=self.project, at=self.at)
        return list(usable.values_list("pk", flat=True))

    def _my_rows(self) -> QuerySet[AssetGroupPermission]:
        return self._rows(self.operation).filter(group__in=self.actor.groups)

    def _rows(self, operation: Operation) -> QuerySet[AssetGroupPermission]:
        """Rows by which usable grants give the organization an operation."""
        return AssetGroupPermission.objects.filter(
            organization=self.actor.organization, permission=permission_for(operation), grant__in=self._usable
        )

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
        asks = OPERATIONS[self.operation].asks_of_sources
        fits = Q()
        for asked in dict.fromkeys(asks.values()):
            kinds = [kind for kind, operation in asks.items() if operation == asked]
            fits |= Q(**{f"{path}kind__in": kinds}) & Q(IsNull(self._refusing_source(asked, path), True))
        return rows.filter(fits, **{f"{path}frozen_at": None})

    def _refusing_source(self, asked: Operation, path: str) -> Subquery:
        """One source that refuses what is asked. A limited subquery: `NOT EXISTS` would read the whole closure."""
        granted = self._rows(asked).filter(
            Q(grant__last_version=None) | Q(grant__last_version__gte=OuterRef("number")),
            content_object=OuterRef("ancestor"),
        )
        allows = Q(ancestor__owner=self.actor.organization) | Q(ancestor__openness__in=OPERATIONS[asked].openness)
        if self._usable:
            allows |= Q(Exists(granted))
        refusing = AssetAncestor.objects.filter(asset=OuterRef(f"{path}pk")).exclude(allows, ancestor__frozen_at=None)
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


def _kind_of(model: type[Model]) -> str | None:
    """The kind of asset that a model stands for; such models are called as their kinds."""
    return model._meta.model_name if model._meta.model_name in Asset.Kind.values else None
