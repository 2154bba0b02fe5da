"""The kind of work "batch-prediction": a model is asked about many rows in a child without credentials or network."""

import json
from collections.abc import Sequence
from functools import partial, reduce
from operator import and_
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.db import transaction

from agreements.errors import NotAllowed
from agreements.policy import Decision, decide, permitted, placed
from agreements.policy.answers import no
from audit.services import record
from catalog.errand_work import ErrandWork, result_in
from catalog.sight import sight_of
from engine.errands.predicting import ANSWERS
from engine.outputs import RESULTS
from jobs.inputs import MODEL_FOLDER, lay_out_data, lay_out_model
from organizations.actor import Actor
from serving.batches.reading import recipe_of, unmasked_in
from serving.batches.services import KIND
from serving.errors import BadInput
from serving.limits import count_to_day
from serving.models import Batch
from vault.errors import BlobDamaged
from vault.services import let_go, local_path, put
from work.errors import JobFault, NotNow
from work.leases import Lease
from work.models import Item
from work.services.holding import succeed


class BatchWork(ErrandWork):
    """Asks the engine's `predict`."""

    name = KIND
    errand = "engine.errands.predicting"
    most_seconds = 6 * 3600.0

    @property
    def memory_gib(self) -> float:
        """As much as training may have: the model is the same."""
        return float(settings.WORK_MEMORY_GIB)

    def authorize(self, items: Sequence[Item]) -> dict[int, Decision]:
        """Asked anew each time, for roles, terms and times may have changed."""
        told = {each.item_id: each for each in Batch.objects.told().filter(item__in=items)}
        return {item.pk: _may(told[item.pk]) if item.pk in told else no("gone") for item in items}

    def about(self, item: Item) -> Batch:
        """What was asked."""
        return _of(item.pk)

    def prepare(self, item: Item, folder: Path) -> dict[str, Any]:
        """Lay out the model beside its job's results, and the rows, all verified and read-only.

        Raises:
            JobFault: they are damaged, or the file that was sent is gone.
            NotNow: the policy refuses by now.
        """
        batch = _of(item.pk)
        if not batch.version.is_of_its_files:
            raise JobFault("input_damaged", sha256=batch.version.version.digest)
        try:
            (folder / RESULTS).write_text(json.dumps(recipe_of(batch.version)), encoding="utf-8")
            model = lay_out_model(batch.version, folder / MODEL_FOLDER)
            data = _lay_out_rows(batch, folder)
        except BadInput as gone:
            raise JobFault("gone") from gone
        except BlobDamaged as damaged:
            raise JobFault("input_damaged", sha256=damaged.sha256) from damaged
        return {"model": str(model), "data": str(data), "columns": batch.columns}

    def accept(self, lease: Lease, folder: Path) -> Item:
        """Keep the answers, if what it took is still allowed.

        Raises:
            NotNow: the policy refuses by now.
            JobFault: the results can't be read.
        """
        batch, told = _of(lease.item_id), result_in(folder)
        by, answers = _who(batch), put(batch.organization, folder / ANSWERS)
        try:
            unmasked = unmasked_in(batch)
            with permitted(by, batch.needs, project=batch.project, also=lambda yes: placed(unmasked(yes))) as yes:
                batch.answers, batch.rows, batch.notes = answers, told["rows"], told["notes"]
                batch.save(update_fields=["answers", "rows", "notes"])
                count_to_day(batch.organization, batch.rows)
                record(by, "batch.answered", batch, decision=yes, about=batch.assets, rows=batch.rows)
                return succeed(lease, stored_bytes=answers.size)
        except NotAllowed as refused:
            let_go([answers])
            raise NotNow(refused.decision) from refused

    def keep_fault(self, lease: Lease, code: str, params: dict[str, Any]) -> dict[str, Any]:
        """With the file's own name."""
        return {**params, "file": _of(lease.item_id).name} if "file" in params else params

    def let_go(self, items: Sequence[Item]) -> None:
        """What was sent is not kept."""
        sent = Batch.objects.filter(item__in=items, sent__isnull=False)
        blobs = [batch.sent for batch in sent.select_related("sent") if batch.sent]
        sent.update(sent=None)
        transaction.on_commit(partial(let_go, blobs))


def _lay_out_rows(batch: Batch, folder: Path) -> Path:
    if batch.dataset_version:
        yes = _may(batch)
        if not yes.allowed:
            raise NotNow(yes)
        return lay_out_data(batch.dataset_version, folder, without=sight_of(batch.dataset_version, yes).masked)
    if batch.sent is None:
        raise JobFault("gone")
    return local_path(batch.sent, folder, f"rows{PurePath(batch.name).suffix.lower()}")


def _may(batch: Batch) -> Decision:
    by = _who(batch)
    together = reduce(and_, [decide(by, operation, thing, project=batch.project) for operation, thing in batch.needs])
    try:
        return placed(unmasked_in(batch)(together))
    except BadInput:  # of the model nobody knows any more what it reads
        return no("gone")


def _who(batch: Batch) -> Actor:
    return Actor.of(batch.asked_by, batch.organization)


def _of(item: int) -> Batch:
    batch = Batch.objects.told().filter(item=item).first()
    if batch is None:
        raise JobFault("gone")
    return batch
