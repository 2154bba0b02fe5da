"""Batches are asked for, taken back, and their answers given out."""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from operator import and_
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Undertaking
from agreements.policy import Decision, permitted, placed, require, sites_of
from agreements.streaming import HeldOpen, flowing
from audit.services import record
from catalog.models import DatasetVersion
from organizations.actor import Actor
from registry.models import ModelVersion
from serving.batches.reading import SUFFIXES, columns_of, reads_pictures, recipe_of, unmasked_in
from serving.errors import BadInput
from serving.limits import asked_today
from serving.models import Batch
from vault.services import ALL, chunks, let_go, put
from work.services.queueing import Asks, enqueue, request_cancel

KIND = "batch-prediction"
LARGEST_FILE = 256 * 2**20
BYTES_OF_AN_ANSWER = 200  # about: for what a result may take before one like it was seen

Rows = File[bytes] | DatasetVersion


def begin_batch(
    version: ModelVersion, rows: Rows, *, columns: Mapping[str, str], by: Actor, project: Undertaking | None
) -> Batch:
    """Have the model asked about all `rows`, whose `columns` may be called otherwise than in training.

    Raises:
        NotAllowed: `by` may not ask the model, or do that with the dataset, of which a column that it reads is masked.
        ValidationError: the file is of another format or too large, the columns are unknown, or it is too much for now.
        BadInput: the model cannot be asked.
    """
    of_dataset = isinstance(rows, DatasetVersion)
    batch = Batch(organization=by.organization, asked_by=by.user, project=project, version=version)
    batch.dataset_version = rows if isinstance(rows, DatasetVersion) else None
    _require_all(batch, by)
    batch.columns, batch.name = _checked(version, rows, columns), _name_of(rows)
    assert by.organization is not None  # the yes says so
    if asked_today(by.organization) >= settings.PREDICTIONS_PER_DAY:
        words = _("%(organization)s may ask about %(most)s rows a day. The next day begins at midnight UTC.")
        told = {"organization": by.organization, "most": settings.PREDICTIONS_PER_DAY}
        raise ValidationError({"rows": words % told})
    batch.sent = None if isinstance(rows, DatasetVersion) else put(by.organization, rows)
    try:
        unmasked = unmasked_in(batch)
        with permitted(by, batch.needs, project=project, also=lambda yes: placed(unmasked(yes))) as yes:
            asks = Asks(undertaking=project, places=0, sites=sites_of(yes) or (), expected_bytes=_expected(rows))
            batch.item = enqueue(KIND, by=by, rests_on=yes.rests_on, asks=asks)
            batch.save()
            record(by, "batch.begun", batch, decision=yes, about=batch.assets, dataset=of_dataset)
    except Exception:
        let_go([batch.sent] if batch.sent else [])
        raise
    return batch


def cancel_batch(batch: Batch, *, by: Actor) -> None:
    """Want it no more, which whoever asked for it always may; one that has ended stays."""
    with transaction.atomic():
        request_cancel(batch.item)
        record(by, "batch.cancelled", batch, about=batch.assets)


def give_answers(batch: Batch, *, by: Actor, part: slice = ALL) -> Iterator[bytes]:
    """The answers, or a part of the file, for as long as all that it took is still allowed; asked at once.

    Raises NotAllowed.
    """
    assert batch.answers is not None
    unmasked = unmasked_in(batch)
    yes = HeldOpen(lambda: _require_all(batch, by, unmasked))
    record(by, "batch.taken", batch, decision=yes.decision, about=batch.assets)
    return flowing(chunks(batch.answers, part), yes)


def _require_all(batch: Batch, by: Actor, also: Callable[[Decision], Decision] | None = None) -> Decision:
    asked = [require(by, operation, thing, project=batch.project, also=also) for operation, thing in batch.needs]
    return reduce(and_, asked)


def _checked(version: ModelVersion, rows: Rows, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns by the settings' names, those of a dataset by their use unless they are given."""
    try:
        results = recipe_of(version)
    except BadInput as fault:
        raise ValidationError({"model": fault.sentence}) from fault
    known = columns_of(results)
    if unknown := sorted(set(columns) - set(known)):
        words = _("The model reads no “%(column)s”. It reads: %(known)s.")
        raise ValidationError({"columns": words % {"column": unknown[0], "known": ", ".join(known)}})
    given = {name: column for name, column in columns.items() if column}
    if isinstance(rows, DatasetVersion):
        return _of_dataset(rows, known) | given
    _check_file(rows, results)
    return given


def _of_dataset(rows: DatasetVersion, known: Mapping[str, str]) -> dict[str, str]:
    names = {column["name"] for column in rows.columns}
    own = rows.text_column
    return {"text": own} if own and "text" in known and known["text"] not in names else {}


def _check_file(file: File[bytes], results: dict[str, Any]) -> None:
    if reads_pictures(results):
        raise ValidationError({"rows": _("Pictures cannot be sent as a file of rows. Bring them in as a dataset.")})
    if _suffix(file) not in SUFFIXES:
        words = _("“%(name)s” is in no format that can be read here. Send one of: %(formats)s.")
        raise ValidationError({"rows": words % {"name": _name_of(file), "formats": ", ".join(SUFFIXES)}})
    if file.size > LARGEST_FILE:
        words = _("The file has more than %(most)s MB. Send it in parts, or bring it in as a dataset.")
        raise ValidationError({"rows": words % {"most": LARGEST_FILE // 2**20}})


def _name_of(rows: Rows) -> str:
    if isinstance(rows, DatasetVersion):
        return f"{rows.version.asset.name} {rows.version.number}"[:255]
    return PurePath(rows.name or "").name[-255:]


def _suffix(file: File[bytes]) -> str:
    return PurePath(file.name or "").suffix.lower()


def _expected(rows: Rows) -> int:
    return rows.rows * BYTES_OF_AN_ANSWER if isinstance(rows, DatasetVersion) else 2 * rows.size
