"""A report to take along: JSON that carries what was signed, CSV of its figures, one HTML file, and PDF."""

import io
import json
from collections.abc import Callable
from typing import NamedTuple

from django.http import FileResponse

from jobs.models import Job
from organizations.actor import Actor
from reports.documents import exported
from reports.exports.figures_table import figures_as_csv
from reports.exports.one_file import as_one_file
from reports.exports.printing import print_report
from reports.services import note_export


class Form(NamedTuple):
    """A form of export: what it is, and what writes it for a reader (site: where its links lead)."""

    content_type: str
    write: Callable[[Job, Actor, str], bytes]


def _as_json(job: Job, by: Actor, _site: str) -> bytes:
    return json.dumps(exported(job, by=by), ensure_ascii=False, indent=1).encode()


FORMS: dict[str, Form] = {
    "json": Form("application/json", _as_json),
    "csv": Form("text/csv", lambda job, _by, _site: figures_as_csv(job).encode()),
    "html": Form("text/html", as_one_file),
    "pdf": Form("application/pdf", lambda job, by, _site: print_report(job, by=by)),
}


def export_report(job: Job, form: str, *, by: Actor, site: str) -> FileResponse:
    """The report of a job as a file, as `by` may read it; it is kept in the audit that they took it.

    Raises:
        NotAllowed: the policy refuses.
    """
    note_export(job, form, by=by)
    data = FORMS[form].write(job, by, site)
    return FileResponse(
        io.BytesIO(data), as_attachment=True, filename=f"report.{form}", content_type=FORMS[form].content_type
    )
