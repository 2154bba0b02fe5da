"""What of a version's rows a yes lets be seen: the one place that says so to whatever shows, searches or hands on rows.

A clause speaks of columns of the dataset that is shared. In one that was made of it they may have other names: a
combination says which, what takes something out of a version keeps them, and of anything else nobody can tell.
"""

from collections.abc import Callable, Collection
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

from agreements.models import Asset, AssetVersion, Undertaking
from agreements.operations import Operation
from agreements.policy import Decision, Mask, barred, decide, masks_of
from agreements.policy.answers import YES
from catalog.models import DatasetVersion, Fusion
from organizations.actor import Actor

LOOKED_AT = (Operation.DISCOVER, Operation.PREVIEW, Operation.TRAIN)


class Sight(NamedTuple):
    """The columns of a version that are masked, each with the clause that does it."""

    masked: dict[str, Mask]

    def hides(self, *columns: str) -> bool:
        """Whether one of these is not seen."""
        return not self.masked.keys().isdisjoint(columns)


def sight_of(version: DatasetVersion, yes: Decision) -> Sight:
    """What `yes`, to something that is done to the version, lets be seen of it."""
    masked: dict[str, Mask] = {}
    for mask in masks_of(yes):
        for name in _standing_for(version, mask):
            masked.setdefault(name, mask)
    return Sight(masked)


def columns_in(dataset: Asset) -> list[str]:
    """The columns of its newest version, for terms that name some."""
    newest = DatasetVersion.objects.filter(version__asset=dataset).order_by("-version__number").first()
    return [column["name"] for column in newest.columns] if newest else []


def seen_columns(version: DatasetVersion, sight: Sight) -> list[dict[str, Any]]:
    """The columns of a version but those that are masked."""
    return [column for column in version.columns if not sight.hides(column["name"])]


def known_to(by: Actor, thing: Asset | AssetVersion, *, project: Undertaking | None = None) -> Decision:
    """All that lets `by` know of a dataset or a version, as one yes: what tells of rows but shows none keeps to it."""
    answers = (decide(by, operation, thing, project=project) for operation in LOOKED_AT)
    return reduce(and_, (yes for yes in answers if yes.allowed), YES)


def uncut(version: DatasetVersion) -> Callable[[Decision], Decision]:
    """What a yes to the version's files has to keep to: nothing in them is masked, for they go out as they are."""
    return lambda yes: barred(yes, _clauses(sight_of(version, yes), None), "masked_file")


def using(version: DatasetVersion, columns: Collection[str]) -> Callable[[Decision], Decision]:
    """What a yes to using these columns of the version has to keep to: none of them is masked."""
    return lambda yes: barred(yes, _clauses(sight_of(version, yes), columns), "masked_column")


def _clauses(sight: Sight, columns: Collection[str] | None) -> list[Mask]:
    """The clauses that mask some of these columns (None: any), each with these alone."""
    found: dict[Mask, list[str]] = {}
    for name, mask in sight.masked.items():
        if columns is None or name in columns:
            found.setdefault(mask, []).append(name)
    return [mask._replace(columns=tuple(names)) for mask, names in found.items()]


def _standing_for(version: DatasetVersion, mask: Mask) -> set[str]:
    """The columns of a version that hold what the mask speaks of."""
    own = {column["name"] for column in version.columns}
    asset = version.version.asset
    if str(asset.uid) == mask.asset:
        return own & set(mask.columns)
    fusion = Fusion.objects.filter(made=version.pk).first()
    if fusion is not None:
        return {
            common
            for source in fusion.sources.select_related("version__version__asset")
            for hidden in [_standing_for(source.version, mask)]
            for common, name in source.columns.items()
            if name in hidden
        }
    found: set[str] = set()
    made_of = DatasetVersion.objects.filter(version__derivatives__child=version.pk).select_related("version__asset")
    for source in made_of:
        hidden = _standing_for(source, mask)
        if source.version.asset_id == asset.pk:
            found |= own & hidden
        elif hidden:  # made in a way that nobody wrote down
            found = own
    return found
