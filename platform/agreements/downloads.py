"""The answer that carries a file: its name as an attachment, its length, and no copy kept on the way."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from vault.models import Blob
from vault.services import open_blob


def attachment(pieces: Iterator[bytes], *, name: str, size: int) -> StreamingHttpResponse:
    """A download under the last part of `name`; no browser opens it in place, and no cache keeps it."""
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, PurePosixPath(name).name) or "attachment"
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def attachment_of(blob: Blob | None, *, name: str) -> StreamingHttpResponse:
    """A document that was filed, small enough to be read at once; the caller's query wants one that is there."""
    assert blob is not None
    with open_blob(blob) as opened:
        data = opened.read()
    return attachment(iter([data]), name=name, size=len(data))
