"""Which assets the actor may do an operation to, as SQL: the sources of a yes, joined, and narrowed like one question.

Two shapes, as measured: where the first of an order are wanted, the limit goes down into each source; for everything
else (counts, facets) there is one array of ids. What is searched for goes down in both.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull

from agreements.models import Asset, AssetAncestor, AssetGroupPermission, Undertaking
from agreements.operations import Operation
from agreements.policy.anonymity import FREE, any_version, each_used, this_version
from agreements.policy.deciding import WHOLE
from agreements.policy.excerpts import Excerpt, Order
from agreements.policy.rows import IDS, AnyOf, Overlap, joined, permission_for
from agreements.policy.tables import LOOKING, ON_ASSETS, OPERATIONS, bars, speaking
from agreements.policy.things import Ground
from agreements.querysets import Standing, held_until, standings
from organizations.actor import Actor

Rows = QuerySet[Any, Any]  # of one column, the asset's id
# Every version that was used of an ancestor.
USED = Func(F("numbers"), F("number"), function="array_append", output_field=AssetAncestor._meta.get_field("numbers"))
Source = Literal["own", "open", "granted"]


@dataclass(frozen=True)
class AssetSearch:
    """The assets to which `actor` may do `operation` within `project`, at the moment `at`."""

    actor: Actor
    operation: Operation
    project: Undertaking | None
    at: datetime

    def sources(self) -> list[Source]:
        """The sources of a yes that are open to these roles."""
        rule = OPERATIONS[self.operation]
        as_recipient = bool(self.actor.roles & rule.recipient_roles)
        if not self.actor.verified:
            return ["open"] if as_recipient else []
        usable: dict[Source, bool] = {
            "own": bool(self.actor.roles & rule.owner_roles),
            "open": as_recipient and bool(rule.openness),
            "granted": bool(self._grants(Standing.USABLE, ON_ASSETS)),
        }
        return [source for source, is_open in usable.items() if is_open]

    def _from(self, source: Source) -> Rows:
        """The ids of the assets that a source allows."""
        if source == "own":
            return _ids(owner=self.actor.organization)
        if source == "granted":
            return self._my_rows(any_version()).values("content_object")
        openness = OPERATIONS[self.operation].openness if self.actor.verified else {Asset.Openness.OPEN}
        return _ids(openness__in=openness)

    @cached_property
    def known(self) -> list[tuple[int, str, str, bool]]:
        """Grants to the organization: id, standing, what they speak of, whether for de-identified versions only."""
        return standings(self.actor, self.operation, project=self.project, at=self.at)

    @cached_property
    def commercial(self) -> bool:
        """Whether it is searched for a commercial purpose; asked only where a licence could forbid that."""
        return self.project is not None and self.operation not in LOOKING and self.project.is_commercial()

    def _grants(self, standing: Standing, speaking: frozenset[str]) -> list[int]:
        return [pk for pk, stands, speaks_of, _k in self.known if stands == standing and speaks_of in speaking]

    def _given_by(self, grants: list[int], of_k: Q) -> Q:
        """Rows of these grants; where one is for de-identified versions only, those for which `of_k` holds."""
        if self.operation in FREE:
            return _of_grants(grants)
        picky = {pk for pk, _stands, _speaks_of, of_some_k in self.known if of_some_k}
        given = _of_grants([pk for pk in grants if pk not in picky])
        if picky.isdisjoint(grants):  # as nearly always: their rows need not be joined with the grants
            return given
        return given | _of_grants([pk for pk in grants if pk in picky]) & of_k

    def _my_rows(self, of_k: Q) -> QuerySet[AssetGroupPermission]:
        given = self._rows(self.operation, self._given_by(self._grants(Standing.USABLE, ON_ASSETS), of_k))
        return given.filter(AnyOf(F("group"), Value(list(self.actor.groups), IDS)))

    def _rows(self, operation: Operation, of_grants: Q) -> QuerySet[AssetGroupPermission]:
        """Rows by which these grants give the organization an operation."""
        return AssetGroupPermission.objects.filter(
            of_grants, organization=self.actor.organization, permission=permission_for(operation)
        )

    def ids(self, kind: str | None, only: Excerpt) -> ArraySubquery:
        """Them as one array: all that fit, or the first from each source."""
        of_kind = Q(kind=kind) if kind else Q()
        return self._all(of_kind, only) if only.first is None else self._first(of_kind, only)

    def _all(self, of_kind: Q, only: Excerpt) -> ArraySubquery:
        everything = joined(
            [self._from(source).filter(of_kind, only.fitting(_path_in(source))) for source in self.sources()]
        )
        if self.operation == Operation.DISCOVER:
            return everything
        return ArraySubquery(self._sound(_ids(AnyOf(F("pk"), everything))))

    def _first(self, of_kind: Q, only: Excerpt) -> ArraySubquery:
        """The first from each source, in order; the first of all are among them."""
        cut = []
        for source in self.sources():
            path = _path_in(source)
            found = self._from(source).filter(of_kind)
            if path and only.order != Order.NEWEST:  # permission rows stand in the order of their assets' keys alone
                found, path = _ids(AnyOf(F("pk"), ArraySubquery(found))), ""
            found = self._sound(found.filter(only.fitting(path)), path)
            ordered = found.order_by("-content_object").distinct() if path else found.order_by(*only.order.fields)
            cut.append(ordered[: only.first])
        return joined(cut)

    def _sound(self, rows: QuerySet[Any, Any], path: str = "") -> QuerySet[Any, Any]:
        """Without what a freeze, or the terms of something it was made from, keeps from the operation."""
        if self.operation == Operation.DISCOVER:
            return rows
        kinds = defaultdict(list)
        for kind, asked in OPERATIONS[self.operation].asks_of_sources.items():
            kinds[asked, speaking(asked, kind)].append(kind)
        fits = Q()
        for (asked, answering), alike in kinds.items():
            refusing = self._refusing_source(asked, answering, path, of_models=Asset.Kind.MODEL in alike)
            fits |= Q(**{f"{path}kind__in": alike}) & Q(IsNull(refusing, True))
        shared = self._shared(AnyOf(Value(WHOLE), F(f"{path}held")), path)
        shared &= ~Q(AnyOf(Value(WHOLE), F(f"{path}withdrawn")))
        return rows.filter(fits, shared, self._licensed(self.operation, path), **{f"{path}frozen_at": None})

    def _shared(self, held: Func, path: str) -> Q:
        """Own assets, and those of which what is asked for is not `held` back."""
        return Q(**{f"{path}owner": self.actor.organization}) | ~Q(held)

    def _licensed(self, operation: Operation, path: str, *, of_source: bool = False) -> Q:
        """Own assets, and those whose licence doesn't forbid it."""
        barring = bars(operation, commercial=self.commercial, of_source=of_source)
        if not barring:
            return Q()
        forbidden = Q(**{f"{path}licence_forbids__overlap": sorted(barring)})
        return Q(**{f"{path}owner": self.actor.organization}) | ~forbidden

    def _refusing_source(self, asked: Operation, answering: frozenset[str], path: str, *, of_models: bool) -> Subquery:
        """One source that refuses what is asked. A limited subquery: `NOT EXISTS` would read the whole closure."""
        refusing = AssetAncestor.objects.filter(asset=OuterRef(f"{path}pk"))
        shared = self._shared(Overlap(USED, F("ancestor__held")), "ancestor__")
        if not self.actor.verified:
            open_too = Q(ancestor__openness=Asset.Openness.OPEN)
            refusing = refusing.exclude(open_too, shared, ancestor__frozen_at=None)
            return Subquery(refusing.values(one=Value(1))[:1])
        allows = Q(ancestor__owner=self.actor.organization) | Q(ancestor__openness__in=OPERATIONS[asked].openness)
        reaching = Q(grant__last_version=None) | Q(grant__last_version__gte=OuterRef("number"))
        if usable := self._grants(Standing.USABLE, answering):
            given = self._rows(asked, self._given_by(usable, each_used()))
            rows = given.filter(reaching, content_object=OuterRef("ancestor"))
            stands = Q(Exists(rows))
            if of_models:
                # Of what was made of rows that were withdrawn since, terms give what they give after their end.
                whole = ~Q(Overlap(USED, F("ancestor__withdrawn"))) | ~Q(asset__kind=Asset.Kind.MODEL)
                stands = Q(whole, Exists(rows)) | Q(Exists(rows.filter(grant__outlasts_agreement=True)))
            allows |= stands
        if outlasting := self._grants(Standing.OUTLASTS, answering):
            rows = self._rows(asked, self._given_by(outlasting, each_used())).alias(until=held_until("grant__"))
            made_before = Q(until__gt=OuterRef("made_at"))
            allows |= Q(Exists(rows.filter(reaching, made_before, content_object=OuterRef("ancestor"))))
        licensed = self._licensed(asked, "ancestor__", of_source=True)
        refusing = refusing.exclude(allows, licensed, shared, ancestor__frozen_at=None)
        return Subquery(refusing.values(one=Value(1))[:1])

    def reaches_version(self, sources: list[Source], ground: Ground) -> Q:
        """Own and open assets with all their versions; granted ones up to a grant's last version, of the k it asks.

        What is held back only their owner's own people reach; what rows were withdrawn from, nobody.
        """
        reached = Q()
        for source in sources:
            if source != "granted":
                reached |= Q(AnyOf(F(ground.key("asset_id")), ArraySubquery(self._from(source))))
                continue
            reaching = Q(grant__last_version=None) | Q(grant__last_version__gte=OuterRef(ground.key("number")))
            of_this = self._my_rows(this_version(ground.key("k")))
            given = of_this.filter(reaching, content_object=OuterRef(ground.key("asset_id")))
            reached |= Q(Exists(given))
        if self.operation == Operation.DISCOVER:
            return reached
        held = AnyOf(F(ground.key("number")), F(ground.key("asset__held")))
        withdrawn = AnyOf(F(ground.key("number")), F(ground.key("asset__withdrawn")))
        return reached & self._shared(held, ground.key("asset__")) & ~Q(withdrawn)


def _of_grants(grants: list[int]) -> Q:
    return Q(AnyOf(F("grant"), Value(grants, IDS)))


def _ids(*conditions: Any, **fields: Any) -> Rows:
    return Asset.objects.filter(*conditions, **fields).order_by().values("pk")


def _path_in(source: Source) -> str:
    """From the rows of a source to their assets."""
    return "content_object__" if source == "granted" else ""
