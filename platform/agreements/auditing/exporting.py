"""The audit as a file: CSV that a spreadsheet can't run, or JSON Lines."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from agreements.auditing.filters import AuditFilter
from agreements.auditing.paging import batches_of
from agreements.auditing.reading import Told, told_all
from audit.services import record

COLUMNS = ("at", "person", "organization", "verb", "deed", "object_type", "object", "refused", "why", "uid", "digest")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula

Lines = Iterator[str]


def as_csv(form: AuditFilter) -> Lines:
    """A head, then a line for each event."""
    yield csv_line(COLUMNS)
    for row in _rows(form):
        yield csv_line([row[column] for column in COLUMNS])


def as_json_lines(form: AuditFilter) -> Lines:
    """An object for each event."""
    for row in _rows(form):
        yield json.dumps(row, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, tuple[str, Callable[[AuditFilter], Lines]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/x-ndjson", as_json_lines),
}


def export(form: AuditFilter, file_format: str) -> Lines:
    """The lines of a file; that it was asked for is recorded at once."""
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value and name not in form.CURSORS}
    record(form.reader, "audit.exported", form.reader.organization, format=file_format, filters=asked)
    return FORMATS[file_format][1](form)


def row_of(one: Told) -> dict[str, Any]:
    """An event as files and the API show it."""
    event = one.event
    return {
        "uid": str(event.uid),
        "at": event.at.isoformat(),
        "person": one.who,
        "organization": event.organization_name,
        "verb": event.verb,
        "deed": one.deed,
        "object_type": event.object_type,
        "object": one.name,
        "refused": one.refused,
        "why": one.why,
        "digest": event.digest,
    }


def csv_line(cells: Iterable[Any]) -> str:
    """A line of a CSV file; a cell that would begin a formula gets a quote before it."""
    line = io.StringIO()
    csv.writer(line).writerow([cell if isinstance(cell, int | float) else _safe(cell) for cell in cells])
    return line.getvalue()


def _safe(cell: Any) -> str:
    text = " ".join(cell) if isinstance(cell, list) else str(cell)
    return f"'{text}" if text.startswith(RUNS) else text


def _rows(form: AuditFilter) -> Iterator[dict[str, Any]]:
    for batch in batches_of(form):
        for one in told_all(batch, form.reader):
            yield row_of(one)
