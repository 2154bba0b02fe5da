"""Looking into a version: its rows page by page, those that hold words or a value, and small pictures."""

from collections.abc import Sequence
from typing import Any

import pyarrow.parquet as pq
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from agreements.models import Undertaking
from agreements.policy import require
from audit.services import record
from catalog.models import DatasetVersion, File, Profile
from catalog.parquet import Row, read_rows
from catalog.profiling.finding import Wanted, finding
from catalog.profiling.opening import TooMuch
from catalog.sight import sight_of, using
from organizations.actor import Actor
from vault.copies import copy_of

ON_A_PAGE = 24
SECONDS = 10.0


def find_rows(
    version: DatasetVersion, wanted: Wanted, *, page: str | int, by: Actor, project: Undertaking | None = None
) -> Page[Row]:
    """A page of the rows that are wanted; `project` is what they are looked at for.

    Raises:
        NotAllowed: `by` may not preview the dataset, or not the column that is asked; nothing is read.
        ValidationError: it took too long.
    """
    asked = [wanted.column] if wanted.column else []
    yes = require(by, "preview", version.version, project=project, also=using(version, asked))
    masked = sight_of(version, yes).masked
    path = copy_of(version.files.select_related("blob").get(role=File.Role.NORMALISED).blob)
    try:
        with finding(path, wanted, seconds=SECONDS, without=masked) as found:
            count = found.count() if wanted.is_narrower else version.rows
            pages: Paginator[Any] = Paginator(range(count), ON_A_PAGE)
            shown = pages.get_page(page)
            places = list(shown.object_list)
            if places and wanted.is_narrower:
                places = found.places(places[0], ON_A_PAGE)
    except TooMuch as error:
        words = _(
            "This took longer than %(seconds)d s and was stopped. Ask for a value of one column instead of words."
        )
        raise ValidationError(words % {"seconds": SECONDS}, code="too_much") from error
    with path.open("rb") as file:
        rows = read_rows(file, places, without=masked)
    record(by, "dataset.previewed", version.version.asset, decision=yes, rows=len(rows), version=version.version.number)
    return Page(rows, shown.number, pages)


def small_pictures(version: DatasetVersion, rows: Sequence[Row]) -> list[bytes | None]:
    """A small copy of each row's picture, as JPEG, for who was shown these rows; None where there is none."""
    profile = Profile.objects.select_related("small_pictures").filter(pk=version.pk).first()
    if profile is None or profile.small_pictures is None:
        return [None] * len(rows)
    with copy_of(profile.small_pictures).open("rb") as file:
        most = pq.read_metadata(file).num_rows
        file.seek(0)
        copies = read_rows(file, [row.index for row in rows if row.index < most])
    found = {copy.index: copy.values["small"] for copy in copies}
    return [found.get(row.index) for row in rows]
