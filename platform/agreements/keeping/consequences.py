"""Before the click: what would stop if an agreement or an asset allowed nothing more, by name.

Higher apps know what rests on it. Each registers an answerer when it is ready; answerers write nothing, and ask a
fixed number of questions however much there is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from agreements.keeping.providers import granted_for
from agreements.models import Agreement, Asset, AssetGroupPermission, Grant, Undertaking
from agreements.policy import visible
from organizations.actor import Actor
from organizations.models import Organization

MOST_NAMED = 20

AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True)
class Cut:
    """What would be taken back: an agreement, an asset or its earlier versions under all agreements, or a project's
    confirmed purpose, for all its parties or for one that leaves.
    """

    agreement: Agreement | None = None
    asset: Asset | None = None
    undertaking: Undertaking | None = None
    before: int | None = None  # of the asset, only versions before this one, for good: rows are withdrawn from them
    leaving: Organization | None = None  # of the project, only what one party uses there and shares there

    def grants(self) -> QuerySet[Grant]:
        """The grants that would give nothing more; of an undertaking, those that rest on its confirmed purpose."""
        if self.agreement:
            return Grant.objects.filter(agreement=self.agreement)
        if self.undertaking:
            granted = granted_for(self.undertaking, confirmed=True)
            own = Q(organization=self.leaving) | Q(provider=self.leaving)
            return granted.filter(own) if self.leaving else granted
        return Grant.objects.filter(permission_rows__content_object=self.asset).distinct()

    def assets(self) -> QuerySet[Any, Any]:
        """The ids of the assets that would be out of reach."""
        if self.asset:
            return Asset.objects.filter(pk=self.asset.pk).values("pk")
        if self.undertaking:
            return AssetGroupPermission.objects.filter(grant__in=self.grants()).values("content_object")
        return AssetGroupPermission.objects.filter(grant__agreement=self.agreement).values("content_object")

    def made_of(self) -> Q:
        """Whether something with an asset goes back to what would be out of reach."""
        made = Q(asset__ancestors__ancestor__in=self.assets())
        if self.before is None:
            return made
        earlier = list(range(1, self.before))
        used = Q(asset__ancestors__number__in=earlier) | Q(asset__ancestors__numbers__overlap=earlier)
        return made & used


class Effect(NamedTuple):
    """One thing that would break: its name, its page, and what would become of it."""

    icon: str
    name: str
    url: str
    what: str | Promise


class Effects(NamedTuple):
    """Things of one sort: `more` counts those that the reader could open but that are too many to name, `hidden` those
    that they may not see."""

    title: str | Promise
    named: list[Effect]
    more: int
    hidden: int

    @property
    def total(self) -> int:
        """How many they are."""
        return len(self.named) + self.more + self.hidden


Answerer = Callable[[Cut, Actor], Iterable[Effects]]

_answerers: dict[str, Answerer] = {}


def register(name: str, answerer: Answerer) -> None:
    """Let an app above say what of its own rests on agreements and assets."""
    _answerers[name] = answerer


def consequences_of(cut: Cut, reader: Actor) -> list[Effects]:
    """All that would break, as far as `reader` may know of it, and how much more."""
    found = (effects for answer in _answerers.values() for effects in answer(cut, reader))
    return [effects for effects in found if effects.total]


def effects(
    title: str | Promise, rows: QuerySet[AnyModel], reader: Actor, tell: Callable[[AnyModel], Effect]
) -> Effects:
    """The rows that `reader` may see, the first of them by name, and a count of the rest: the same few questions."""
    known = visible(reader, rows, "discover")
    named = [tell(row) for row in known[:MOST_NAMED]]
    seen = known.count()
    return Effects(title, named, more=seen - len(named), hidden=rows.count() - seen)
