"""The answer that carries a file: its name as an attachment, its length, and no copy kept on the way."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header


def attachment(pieces: Iterator[bytes], *, name: str, size: int) -> StreamingHttpResponse:
    """A download under the last part of `name`; no browser opens it in place, and no cache keeps it."""
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, PurePosixPath(name).name) or "attachment"
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
