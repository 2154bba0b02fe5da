"""Throwing away uploads and drafts: those that their person wants no more, and those that nobody went on with."""

from contextlib import suppress

from django.db import transaction
from django.db.models import ProtectedError

from catalog.errors import UploadInUse
from catalog.models import Ingestion, Upload
from vault.parts import forget_parts
from work.models import ENDED
from work.services.queueing import request_cancel

AT_ONCE = 20


def drop_upload(upload: Upload) -> None:
    """Its row and its bytes; the bytes go after the commit. Raises UploadInUse when it is being brought in."""
    with transaction.atomic():
        list(Upload.objects.select_for_update().filter(pk=upload.pk))  # a piece that comes now waits, or is counted
        paths = list(upload.parts.values_list("path", flat=True))
        try:
            upload.delete()
        except ProtectedError as used:
            raise UploadInUse from used
        transaction.on_commit(lambda: forget_parts(paths))


def drop_draft(draft: Ingestion) -> None:
    """The draft and its upload; what is worked on is left to the next sweep."""
    with transaction.atomic():
        ended = Ingestion.objects.select_for_update(of=("self",)).filter(
            pk=draft.pk, version=None, item__state__in=ENDED
        )
        if found := ended.select_related("upload").first():
            upload = found.upload
            found.delete()
            if upload:
                drop_upload(upload)


def sweep() -> None:
    """Throw away some of what is over; whoever brings something new does, so that it never becomes much."""
    for draft in Ingestion.objects.over().select_related("item")[:AT_ONCE]:
        request_cancel(draft.item)  # what is held would wait for ever
        drop_draft(draft)
    for upload in Upload.objects.expired().filter(ingestion=None)[:AT_ONCE]:
        with suppress(UploadInUse):  # somebody began to bring it in this moment
            drop_upload(upload)
