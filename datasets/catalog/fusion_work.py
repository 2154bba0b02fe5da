"""The kind of work "fusion": one dataset is made of several in a child."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

from django.db.models import Model

from agreements.errors import NotAllowed
from agreements.policy import Decision, decide, permitted
from agreements.policy.answers import no
from catalog.errand_work import result_in
from catalog.formats import Column, Schema
from catalog.making.fusing import NAME_OF_SOURCE
from catalog.making_work import MakingWork, lay_out
from catalog.models import DatasetVersion, Fusion
from catalog.services.fusions import KIND, show_fused, taking
from catalog.services.versions import DATA, given_split, keep_files
from organizations.actor import Actor
from work.errors import JobFault, NotNow
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class FusionWork(MakingWork):
    """Combines versions under common columns."""

    name = KIND

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, of all sources, for roles, terms and times may have changed."""
        told = {each.item_id: each for each in Fusion.objects.told().filter(item__in=items)}
        return {item.pk: _may(told[item.pk]) if item.pk in told else no("gone") for item in items}

    def about(self, item: Item) -> Model:
        """The order."""
        return _of(item.pk)

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the rows of all sources, verified and read-only.

        Raises:
            JobFault: they are damaged.
        """
        fusion = _of(item.pk)
        sources = []
        for each in fusion.sources.all():
            told = {"columns": each.columns, "labels": each.labels, "weight": each.weight}
            own = folder / str(each.place)
            sources.append({"name": each.version.version.asset.name, **told, **lay_out(each.version, own)})
        return {
            "do": "fuse",
            "sources": sources,
            "columns": [column["name"] for column in fusion.columns],
            "label": fusion.label,
            "distinct": fusion.distinct,
            "split": next((column["name"] for column in fusion.columns if column["role"] == "split"), ""),
            "pictures": [column["name"] for column in fusion.columns if column["kind"] == "picture"],
        }

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Show what was made, if every source still lets it be made.

        Raises:
            NotNow: the policy refuses by now.
            JobFault: the results can't be read, or are the rows of the version before.
        """
        fusion, told = _of(lease.item_id), result_in(folder)
        by = _who(fusion)
        schema = _schema(fusion, told)
        try:
            with (
                keep_files(fusion.organization, folder / DATA, folder, name="combined.parquet", schema=schema) as kept,
                permitted(by, fusion.needs, project=fusion.project, also=_taking(fusion)) as yes,
            ):
                fusion.made = show_fused(fusion, kept, by=by, decision=yes)
                fusion.repeated = told["repeated"]
                fusion.save(update_fields=["made", "repeated"])
                return succeed(lease, stored_bytes=kept.size)
        except NotAllowed as refused:
            raise NotNow(refused.decision) from refused


def _may(fusion: Fusion) -> Decision:
    by = _who(fusion)
    answers = (decide(by, operation, thing, project=fusion.project) for operation, thing in fusion.needs)
    return _taking(fusion)(reduce(and_, answers))


def _taking(fusion: Fusion) -> Callable[[Decision], Decision]:
    return taking((each.version, each.columns) for each in fusion.sources.all())


def _who(fusion: Fusion) -> Actor:
    return Actor.of(fusion.begun_by, fusion.organization)


def _of(item: int) -> Fusion:
    fusion = Fusion.objects.told().filter(item=item).first()
    if fusion is None:
        raise JobFault("gone")
    return fusion


def _schema(fusion: Fusion, told: dict[str, Any]) -> Schema:
    """The common columns, and the one that names each row’s dataset; the first source’s shape, if it still fits."""
    first = fusion.sources.all()[0].version
    columns = [Column(**each, missing=told["missing"][each["name"]]) for each in fusion.columns]
    columns.append(Column(NAME_OF_SOURCE, "text", "", 0))
    used = {column["role"] for column in first.columns if column.get("role")}
    shape = first.shape if used <= {column.role for column in columns} else DatasetVersion.Shape.TABLE
    split = given_split(told["parts"], told["rows"])
    return Schema(shape, columns, told["rows"], told["classes"], [], split)
