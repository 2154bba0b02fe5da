"""What a worker does with a file that somebody brings, in this process and at once."""

import io
from collections.abc import Callable

import pytest

from catalog.formats.errand import do
from catalog.ingesting import Ingesting
from catalog.models import Ingestion
from catalog.services.ingestions import about_new, begin_ingestion, confirm_ingestion
from catalog.services.uploads import append_bytes, begin_upload
from engine.errands import Fault
from work.errors import JobFault
from work.services import holding
from work.services.claims import take_work
from work.supervision import folders


def uploaded(content: str | bytes, *, by, name="notes.csv"):
    """A file that is all here."""
    data = content.encode() if isinstance(content, str) else content
    return append_bytes(begin_upload(name=name, size=len(data), by=by), io.BytesIO(data), at=0, by=by)


def work_off() -> Ingestion | None:
    """Do what waits of the kind, one order, as the supervisor and its child would; the draft as it is by then."""
    kind = Ingesting()
    lease = take_work(kind.name, "w1")
    if lease is None:
        return None
    draft = Ingestion.objects.told().get(item=lease.item_id)
    folder = folders.open_folder(lease)
    out = folder / "out"
    try:
        do(kind.prepare(draft.item, folder), out, lambda *_, **__: None)
        kind.accept(lease, out)
    except (Fault, JobFault) as fault:
        holding.fail(lease, fault.code, kind.keep_fault(lease, fault.code, fault.params))
    folders.leave(lease, keep_checkpoints=False)
    return Ingestion.objects.told().get(pk=draft.pk)


@pytest.fixture
def bring(db: None) -> Callable[..., Ingestion]:
    """Brings a file: looked at, and confirmed as it was guessed unless asked otherwise."""

    def bring(content, *, by, name="notes.csv", called="Plant notes", confirm=True, **more):
        upload = uploaded(content, by=by, name=name)
        about = about_new({"name": called, "openness": "described"}) if "dataset" not in more else {"changes": "More."}
        begin_ingestion(upload, about=about, by=by, **more)
        draft = work_off()
        if confirm and draft.awaits_word:
            confirm_ingestion(draft, draft.guessed, by=by)
            draft = work_off()
        return draft

    return bring
