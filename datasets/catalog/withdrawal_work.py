"""The kind of work "withdrawal": a version without some rows is made in a child."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import Model, QuerySet

from agreements.errors import NotAllowed
from agreements.policy import Decision, decide, permitted
from agreements.policy.answers import no
from agreements.services.assets import add_version
from catalog.errand_work import result_in
from catalog.formats import Column, Schema
from catalog.making_work import MakingWork, lay_out, submitter
from catalog.models import RowWithdrawal
from catalog.services.versions import DATA, keep_files, split_of_rest
from catalog.services.withdrawals import KIND, show_without
from work.errors import JobFault, NotNow
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class WithdrawalWork(MakingWork):
    """Leaves rows out of a dataset's newest version."""

    name = KIND

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, of who asked for it, for roles may have changed."""
        told = {each.item_id: each for each in _all().filter(item__in=items)}
        return {
            item.pk: decide(submitter(item), "withdraw_rows", told[item.pk].version.version.asset)
            if item.pk in told
            else no("gone")
            for item in items
        }

    def about(self, item: Item) -> Model:
        """The dataset."""
        return _of(item.pk).version.version.asset

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the rows, verified and read-only.

        Raises:
            JobFault: they are damaged.
        """
        withdrawal = _of(item.pk)
        version = withdrawal.version
        return {
            "do": "withdraw",
            "column": withdrawal.column,
            "keys": withdrawal.keys,
            "label": version.label_column,
            "split": version.split_column,
            **lay_out(version, folder),
        }

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Show the new version and close the earlier ones.

        Raises:
            NotNow: the policy refuses by now.
            JobFault: another version has come in meanwhile, or the results can't be read.
        """
        try:
            return _show(_of(lease.item_id), result_in(folder), lease, folder)
        except NotAllowed as refused:
            raise NotNow(refused.decision) from refused

    def let_go(self, items: Sequence[Item]) -> None:
        """The keys, which may name persons, are not needed any more."""
        RowWithdrawal.objects.filter(item__in=items).update(keys=[])


def _show(withdrawal: RowWithdrawal, told: dict[str, Any], lease: Lease, folder: Path) -> Item:
    source, by = withdrawal.version, submitter(withdrawal.item)
    asset = source.version.asset
    columns = [replace(Column(**each), missing=told["missing"][each["name"]]) for each in source.columns]
    split = split_of_rest(source, told["parts"], told["rows"])
    schema = Schema(source.shape, columns, told["rows"], told["classes"], [], split)
    with (
        keep_files(asset.owner, folder / DATA, folder, name=f"{asset.slug}.parquet", schema=schema) as kept,
        permitted(by, [("withdraw_rows", asset)]) as yes,
    ):
        k = source.version.k and 1  # what was de-identified stays so, but fewer rows may be alike
        added = add_version(asset, kept.data.sha256, [source.version], k=k)  # locks
        if added.number != source.version.number + 1:
            raise JobFault("not_newest", number=added.number - 1)
        counted = {"removed": told["removed"], "found": told["found"]}
        show_without(withdrawal, added, kept, **counted, by=by, decision=yes)
        return succeed(lease, stored_bytes=kept.size)


def _all() -> "QuerySet[RowWithdrawal]":
    return RowWithdrawal.objects.select_related(
        "version__version__asset__owner", "item__organization", "item__submitted_by", "asked_by"
    )


def _of(item: int) -> RowWithdrawal:
    withdrawal = _all().filter(item=item).first()
    if withdrawal is None:
        raise JobFault("gone")
    return withdrawal
