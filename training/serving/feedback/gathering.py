"""Corrections that were accepted become a dataset, which derives from the models that were asked.

So the terms of all that these were made from bind it, by the policy's own closure.
"""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import AssetVersion
from agreements.policy import require
from catalog.models import Dataset, DatasetVersion
from catalog.services.making import derive_dataset
from organizations.actor import Actor
from registry.models import Model
from serving.answerable import inputs_of, results_of
from serving.errors import BadInput
from serving.models import Feedback

MOST_ROWS = 50_000


def accepted_of(model: Model) -> Any:
    """The corrections that were accepted and whose row is kept, in the order in which that was done."""
    accepted = Feedback.objects.corrections(model).filter(review=Feedback.Review.ACCEPTED)
    return accepted.filter(prediction__inputs__isnull=False).order_by("reviewed_at", "pk")


def corrections_dataset(model: Model) -> Dataset | None:
    """The dataset of the model's corrections, once there is one."""
    gathered = Feedback.objects.of_model(model).filter(gathered_in__isnull=False)
    version = DatasetVersion.objects.filter(pk__in=gathered.values("gathered_in")[:1]).first()
    return version.dataset if version else None


def gather_corrections(model: Model, *, by: Actor) -> DatasetVersion:
    """Make the first dataset of the accepted corrections of `model`, or its next version: a row for each text.

    Of several corrections of a text the last that was accepted holds.

    Raises:
        NotAllowed: `by` may not review corrections, or the terms of what the model was made from do not let data be
            derived from it.
        ValidationError: no correction was accepted since.
        JobFault: they make the same rows as before.
    """
    require(by, "review_corrections", model.asset)
    accepted = list(accepted_of(model)[:MOST_ROWS])
    if all(each.gathered_in_id for each in accepted):
        raise ValidationError(_("No correction was accepted since the last time."))
    latest = model.latest
    columns = _columns(latest)
    asked = AssetVersion.objects.filter(model_version__predictions__feedback__in=accepted)
    made_of = list(asked.select_related("asset").distinct().order_by("pk"))
    about = {
        "name": _("Corrections of %(model)s") % {"model": model.asset.name[:100]},
        "description": _("What people found where the model was wrong, reviewed by stewards of its owner."),
        "changes": _("Corrections that were accepted since."),
    }
    with TemporaryDirectory() as folder:
        version = derive_dataset(
            _written(accepted, columns, Path(folder) / "corrections.parquet"),
            {"text": columns["text"], "label": columns["label"]},
            made_of=made_of,
            about=about,
            by=by,
            project=latest.project.undertaking if latest.project else None,
            dataset=corrections_dataset(model),
        )
    new = [each.pk for each in accepted if each.gathered_in_id is None]
    Feedback.objects.filter(pk__in=new, gathered_in=None).update(gathered_in=version)
    return version


def _columns(latest: Any) -> dict[str, str]:
    """What the data that the model learned from calls its columns. Raises ValidationError for a model of pictures."""
    try:
        results = results_of(latest)
    except BadInput as fault:
        raise ValidationError(fault.sentence) from fault
    if "image" in inputs_of(results):
        raise ValidationError(_("Pictures that are asked about are not kept, so no rows can be made of them."))
    data = results["recipe"]["data"]
    return {name: data[name] for name in ("text", "second", "label") if data.get(name)}


def _written(accepted: Iterable[Feedback], columns: dict[str, str], file: Path) -> Path:
    rows: dict[tuple[str, ...], str] = {}
    parts = [name for name in columns if name != "label"]
    for each in accepted:
        asked = each.prediction.inputs or {}
        rows[tuple(asked.get(name, "") for name in parts)] = each.label
    table = {columns[name]: [texts[place] for texts in rows] for place, name in enumerate(parts)}
    table[columns["label"]] = list(rows.values())
    pq.write_table(pa.table(table), file)
    return file
