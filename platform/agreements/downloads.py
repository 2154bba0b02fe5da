"""The answer that carries a file: its name as an attachment, its length, and no copy kept on the way."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from vault.models import Blob
from vault.services import ALL, open_blob

DOWNLOADS = ("dataset.downloaded", "model.downloaded")  # what the audit calls them
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


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


def download(
    request: HttpRequest, give: Callable[[slice], Iterator[bytes]], *, name: str, size: int, sha256: str
) -> HttpResponseBase:
    """All of a file, or the one range that the request names (RFC 9110), so that a broken download goes on.

    `give` asks the policy; it is not called for HEAD, whose view has asked, nor for a range that the file lacks.
    """
    etag = f'"{sha256}"'
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
    part = _part(asked, size)
    if part is None:
        response: HttpResponseBase = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        start, stop, _step = part.indices(size)
        pieces = give(part) if request.method == "GET" else iter(())
        response = attachment(pieces, name=name, size=stop - start)
        if part != ALL:
            response.status_code = 206
            response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response["ETag"], response["Accept-Ranges"] = etag, "bytes"
    return response


def _part(asked: str, size: int) -> slice | None:
    """What a Range header names; all, where it names no single range of bytes; None for what lies behind the end."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return ALL
    first, last = found.groups()
    if not first:
        return slice(max(size - int(last), 0), size) if int(last) and size else None
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if stop <= start:
        return None if start >= size else ALL
    return slice(start, stop)
