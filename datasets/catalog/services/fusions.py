"""Combining sources into one dataset: ordered here, made by work of the queue, and bound by what binds every source.

Its versions derive from theirs, so the policy asks each source's terms, as they stand then, whatever is done with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.errors import CircularDerivation, LicenceConflict
from agreements.models import Asset, AssetAncestor, Undertaking
from agreements.policy import Decision, permitted
from agreements.services.licences import clashes, stated_licence
from agreements.terms.compatibility import expression_of
from audit.services import record
from catalog.making.fusing import NAME_OF_SOURCE
from catalog.models import Dataset, DatasetVersion, File, Fusion, FusionSource
from catalog.services.making import show_made
from catalog.services.versions import Kept
from catalog.sight import using
from organizations.actor import Actor
from work.services.queueing import Asks, enqueue

KIND = "fusion"
LEAST, MOST = 2, 10
LIGHTEST, HEAVIEST = 0.01, 100.0
BYTES_A_SECOND = 10e6
START_SECONDS = 3.0


class Part(NamedTuple):
    """A source: of common columns its own names, of its labels the common ones, and how often a row is taken."""

    version: DatasetVersion
    columns: Mapping[str, str]
    labels: Mapping[str, str] = {}
    weight: float = 1.0


def fuse_sources(
    parts: Sequence[Part],
    *,
    columns: Sequence[Mapping[str, Any]],
    about: Mapping[str, str],
    by: Actor,
    distinct: Sequence[str] = (),
    dataset: Dataset | None = None,
    project: Undertaking | None = None,
) -> Fusion:
    """Have one dataset made of several, or the next version of `dataset`.

    `columns` are the common ones, with `name`, `kind` and `role`; `about` is what people read: `name`, `description`,
    `licence`, or a version's `changes`.

    Raises:
        NotAllowed: `by` may make nothing of one of the sources, or takes a column that is masked in it, or adds
            nothing to their organization.
        LicenceConflict: it can't stand under the licence that an agreement, `about` or `dataset` states.
        CircularDerivation: a source was made from `dataset`.
        ValidationError: the parts don't fit together.
    """
    _check(parts, columns, distinct)
    if dataset:
        _check_line(parts, dataset.asset)
    owner = by.organization
    draft = Fusion(organization=owner, begun_by=by.user, project=project, dataset=dataset, distinct=list(distinct))
    draft.columns = [{"name": each["name"], "kind": each["kind"], "role": each.get("role", "")} for each in columns]
    to: tuple[str, Any] = ("add_version", dataset.asset) if dataset else ("add_asset", owner)
    needs = [to, *(("derive", part.version.version) for part in parts)]
    uses = taking((part.version, part.columns) for part in parts)
    with permitted(by, needs, project=project, also=uses) as yes:
        wished = dataset.asset.licence if dataset else about.get("licence", "")
        draft.about = {**about, "licence": _licence(parts, yes, wished)}
        draft.item = enqueue(KIND, by=by, rests_on=yes.rests_on, asks=_asks(parts))
        draft.save()
        FusionSource.objects.bulk_create(
            FusionSource(
                fusion=draft, version=part.version, place=place, columns=dict(part.columns), labels=dict(part.labels),
                weight=part.weight,
            )
            for place, part in enumerate(parts)
        )  # fmt: skip
        sources = [str(part.version.version.asset.uid) for part in parts]
        assets = [part.version.version.asset for part in parts]
        record(by, "fusion.begun", draft, decision=yes, about=assets, sources=sources)
    return draft


def taking(sources: Iterable[tuple[DatasetVersion, Mapping[str, str]]]) -> Callable[[Decision], Decision]:
    """What a yes to all sources has to keep to: it masks none of the columns that are taken of them."""
    kept = [using(version, columns.values()) for version, columns in sources]
    return lambda yes: reduce(lambda so_far, also: also(so_far), kept, yes)


def show_fused(fusion: Fusion, kept: Kept, *, by: Actor, decision: Decision) -> DatasetVersion:
    """Show what was made, in the caller's transaction, which has the policy's yes.

    Raises JobFault: its rows are those of the version before.
    """
    made_of = [each.version.version for each in fusion.sources.all()]
    told: dict[str, Any] = {"owner": fusion.organization, "dataset": fusion.dataset, "about": fusion.about}
    return show_made(kept, made_of, **told, by=by, decision=decision)


def like_first(first: DatasetVersion, other: DatasetVersion) -> dict[str, str]:
    """Which column of `other` stands for each of `first`: the one of the same name, else of the same use."""
    names = {column["name"] for column in other.columns}
    by_use = {column["role"]: column["name"] for column in other.columns if column.get("role")}
    alike = {
        column["name"]: column["name"] if column["name"] in names else by_use.get(column.get("role") or None, "")
        for column in first.columns
    }
    return {name: mine for name, mine in alike.items() if mine}


def _check(parts: Sequence[Part], columns: Sequence[Mapping[str, Any]], distinct: Sequence[str]) -> None:
    if not LEAST <= len(parts) <= MOST or len({part.version.pk for part in parts}) < len(parts):
        words = _("Choose from %(least)d to %(most)d datasets, each once.")
        raise ValidationError({"sources": words % {"least": LEAST, "most": MOST}})
    common = [column["name"] for column in columns]
    if not common or len({name.lower() for name in [*common, NAME_OF_SOURCE]}) <= len(common):
        words = _("Give each common column a name of its own; “%(name)s” will name each row’s dataset.")
        raise ValidationError({"columns": words % {"name": NAME_OF_SOURCE}})
    if unknown := sorted(set(distinct) - set(common)):
        raise ValidationError({"distinct": _("“%(column)s” is no common column.") % {"column": unknown[0]}})
    for part in parts:
        _check_part(part, common)
        _check_pictures(part, columns)


def _check_part(part: Part, common: Sequence[str]) -> None:
    own, name = {column["name"] for column in part.version.columns}, part.version.version.asset.name
    wrong = sorted((set(part.columns.values()) - own) | (set(part.columns) - set(common)))
    if wrong or not part.columns:
        words = _("%(dataset)s has no column “%(column)s”. It has: %(known)s.")
        told = {"dataset": name, "column": wrong[0] if wrong else "", "known": ", ".join(sorted(own))}
        raise ValidationError({"columns": words % told})
    if not LIGHTEST <= part.weight <= HEAVIEST:
        words = _("The weight of %(dataset)s is a number from %(least)s to %(most)s.")
        raise ValidationError({"weight": words % {"dataset": name, "least": LIGHTEST, "most": HEAVIEST}})


def _check_pictures(part: Part, columns: Sequence[Mapping[str, Any]]) -> None:
    """A common column of pictures takes pictures alone: what else stood in it would name none."""
    kinds = {column["name"]: column["kind"] for column in part.version.columns}
    for each in columns:
        own = part.columns.get(each["name"])
        if each["kind"] == "picture" and own and kinds[own] != "picture":
            words = _("“%(column)s” of %(dataset)s holds no pictures. Choose another column, or none.")
            raise ValidationError({"columns": words % {"column": own, "dataset": part.version.version.asset.name}})


def _check_line(parts: Sequence[Part], asset: Asset) -> None:
    """What was made from a dataset becomes no version of it."""
    assets = {part.version.version.asset_id for part in parts}
    if AssetAncestor.objects.filter(asset__in=assets, ancestor=asset).exists():
        raise CircularDerivation(asset)


def _licence(parts: Sequence[Part], yes: Decision, wished: str) -> str:
    """What an agreement states for what is made, else what is wished; none of the sources forbids it."""
    assets = [part.version.version.asset for part in parts]
    licence = stated_licence(assets, yes.rests_on.agreements) or wished
    for asset, upstream in clashes(expression_of(licence), assets) if licence else []:
        words = _("It can’t be under %(licence)s: %(asset)s is under %(upstream)s, which forbids that.")
        raise LicenceConflict(words % {"licence": licence, "asset": asset, "upstream": upstream})
    return licence


def _asks(parts: Sequence[Part]) -> Asks:
    files = File.objects.filter(version__in=[part.version.pk for part in parts], role=File.Role.NORMALISED)
    size = sum(files.values_list("blob__size", flat=True))
    return Asks(places=0, expected_seconds=START_SECONDS + size / BYTES_A_SECOND, expected_bytes=size)
