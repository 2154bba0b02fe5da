"""Pages by the event where they begin or end: the thousandth costs as much as the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from agreements.auditing.filters import AuditFilter
from audit.models import Event

BATCH = 500


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and from where the older and the newer ones are asked for."""

    events: list[Event]
    older: UUID | None
    newer: UUID | None


def page_of(form: AuditFilter, size: int) -> Page:
    """The page that the form asks for."""
    rows = form.rows()
    backwards = bool(form.cleaned_data.get("after")) and not form.cleaned_data.get("before")
    found = list((rows.reverse() if backwards else rows)[: size + 1])
    more, events = len(found) > size, found[:size]
    if backwards:
        events.reverse()
    if not events:
        return Page([], None, None)
    came_from_newer = bool(form.cleaned_data.get("before"))
    return Page(
        events,
        older=events[-1].uid if (backwards or more) else None,
        newer=events[0].uid if (more if backwards else came_from_newer) else None,
    )


def batches_of(form: AuditFilter) -> Iterator[list[Event]]:
    """Everything that the form asks for, a batch at a time: constant memory, and no long transaction."""
    while batch := list(form.rows()[:BATCH]):
        yield batch
        form.cleaned_data["before"] = batch[-1].uid
