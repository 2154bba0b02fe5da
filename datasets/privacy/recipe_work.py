"""The kind of work "deidentification": a recipe is carried out in a child, to be measured or to be a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model

from agreements.errors import NotAllowed
from agreements.policy import Decision, decide, permitted
from agreements.policy.answers import no
from agreements.services.assets import add_version
from catalog.errand_work import ErrandWork, result_in
from catalog.formats import Column, Schema
from catalog.making_work import lay_out
from catalog.models import DatasetVersion
from catalog.services.profiles import profile_on_arrival
from catalog.services.versions import DATA, check_new, keep_files, show_next, split_of_rest
from organizations.actor import Actor
from privacy.deidentifying import KIND, key_for
from privacy.models import Deidentification
from privacy.recipes import Recipe
from work.errors import JobFault, NotNow
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class DeidentifyWork(ErrandWork):
    """Carries a recipe out with `privacy.recipes.errand`."""

    name = KIND
    errand = "privacy.recipes.errand"
    memory_gib = 4.0
    most_seconds = 3600.0

    def places(self, gpus: int) -> int:
        """Few: one recipe keeps a processor busy."""
        return int(settings.PRIVACY_SLOTS)

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, of who wrote or approved it; of an order before its last one, nobody needs to be."""
        told = {each.item_id: each for each in _all().filter(item__in=items)}
        return {each.pk: _may(each, told[each.pk]) if each.pk in told else no("gone") for each in items}

    def about(self, item: Item) -> Model:
        """The dataset; of an order before its last one, the item itself."""
        written = _all().filter(item=item.pk).first()
        return written.version.version.asset if written else item

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the rows, and for the new version the pictures, verified and read-only.

        Raises:
            JobFault: they are damaged.
        """
        written = _of(item.pk)
        version = written.version
        left = _columns_left(version, Recipe.from_json(written.recipe))
        pictures = [column.name for column in left if column.kind == "picture"] if written.approved_at else []
        return {
            **lay_out(version, folder),
            "recipe": written.recipe,
            "key": key_for(version.version.asset.owner, written.recipient).hex(),
            "label": version.label_column,
            "split": version.split_column,
            "pictures": pictures,
        }

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Keep what was measured; or, once it is approved, show the new version."""
        written = _of(lease.item_id)
        result = result_in(folder)
        item = Item.objects.select_related("organization", "submitted_by").get(pk=lease.item_id)
        by = Actor.of(item.submitted_by, item.organization)
        try:
            if written.approved_at:
                return _show(written, result, lease, folder, by)
            return _keep(written, result, lease, by)
        except NotAllowed as refused:
            raise NotNow(refused.decision) from refused


def _all() -> Any:
    return Deidentification.objects.select_related("version__version__asset__owner", "recipient", "item")


def _of(item: int) -> Deidentification:
    written: Deidentification | None = _all().filter(item=item).first()
    if written is None:
        raise JobFault("gone")
    return written


def _may(item: Item, written: Deidentification) -> Decision:
    verb = "add_version" if written.approved_at else "deidentify"
    return decide(Actor.of(item.submitted_by, item.organization), verb, written.version.version.asset)


def _keep(written: Deidentification, result: Mapping[str, Any], lease: Lease, by: Actor) -> Item:
    written.measured = {name: result[name] for name in ("rows", "before", "after")}
    with permitted(by, [("deidentify", written.version.version.asset)]):
        written.save(update_fields=["measured"])
        return succeed(lease)


def _show(written: Deidentification, result: Mapping[str, Any], lease: Lease, folder: Path, by: Actor) -> Item:
    source = written.version
    asset = source.version.asset
    schema = _schema(source, Recipe.from_json(written.recipe), result)
    with (
        keep_files(asset.owner, folder / DATA, folder, name=f"{asset.slug}.parquet", schema=schema) as kept,
        permitted(by, [("add_version", asset)]) as yes,
    ):
        made_of = [source.version]
        # This locks: of two at once the second sees the first.
        added = add_version(asset, kept.data.sha256, made_of, k=_k(result))
        try:
            check_new(kept.name, kept.data, source.dataset.latest)
        except ValidationError as same:
            raise JobFault("same_rows") from same
        note = {"recipe": str(written.uid), "of": source.version.number}
        written.made = show_next(added, kept, written.changes, by=by, decision=yes, **note)
        profile_on_arrival(written.made, by)
        written.measured = {name: result[name] for name in ("rows", "before", "after")}
        written.save(update_fields=["made", "measured"])
        return succeed(lease, stored_bytes=kept.size)


def _k(result: Mapping[str, Any]) -> int:
    """The k that was counted; 1, which every table has, where the recipe names nothing to compare rows by."""
    return result["after"]["k"] if result["after"] else 1


def _schema(source: DatasetVersion, recipe: Recipe, result: Mapping[str, Any]) -> Schema:
    """What stands in the new table: most deeds make texts of a column, and a shape needs its columns as they were."""
    before = [Column(**column) for column in source.columns]
    after = [replace(each, missing=result["missing"][each.name]) for each in _columns_left(source, recipe)]
    same = {(each.role, each.kind) for each in before if each.role} <= {(each.role, each.kind) for each in after}
    shape = source.shape if same else DatasetVersion.Shape.TABLE
    split = split_of_rest(source, result["parts"], result["rows"])
    return Schema(shape, after, result["rows"], result["classes"], [], split)


def _columns_left(source: DatasetVersion, recipe: Recipe) -> list[Column]:
    """The columns that a recipe leaves, with their kinds from then on; missing values not counted yet."""
    deeds = {step.column: step.deed for step in recipe.steps}
    before = [Column(**column) for column in source.columns]
    return [replace(each, kind=_kind(each, deeds.get(each.name))) for each in before if deeds.get(each.name) != "drop"]


def _kind(column: Column, deed: str | None) -> str:
    return column.kind if deed in (None, "suppress") else "text"
