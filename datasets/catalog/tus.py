"""Uploads in the API: tus 1.0.0, so that existing clients work (https://tus.io/protocols/resumable-upload)."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.policy import require
from catalog.errors import UnknownTusVersion, UploadTooLarge
from catalog.models import Upload
from catalog.services.uploads import Checksum, append_bytes, begin_upload, end_upload, largest_bytes
from organizations.requests import ApiRequest

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
CHECKSUMS = ("sha256", "sha1", "md5")  # the specification asks for sha1
BYTES = "application/offset+octet-stream"
OVERRIDE = "X-HTTP-Method-Override"  # for clients that may not send other methods
SPOKEN = OpenApiParameter("Tus-Resumable", location=OpenApiParameter.HEADER, description="1.0.0")


class TusView(APIView):
    """What all of the protocol's addresses have in common."""

    request: ApiRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A POST may stand for another method."""
        if request.method == "POST" and request.headers.get(OVERRIDE) in ("PATCH", "DELETE"):
            request.method = request.headers[OVERRIDE]
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, and whether they speak our version."""
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise UnknownTusVersion

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Each answer says what is spoken here."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Tus-Resumable"] = response["Tus-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    @extend_schema(exclude=True)
    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What a client may ask for."""
        told = {
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(largest_bytes()),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        }
        return Response(status=status.HTTP_204_NO_CONTENT, headers=told)


class UploadsView(TusView):
    """Where uploads begin."""

    @extend_schema(
        operation_id="uploads_begin",
        parameters=[
            SPOKEN,
            OpenApiParameter("Upload-Length", int, OpenApiParameter.HEADER, description="Bytes of the file."),
            OpenApiParameter("Upload-Metadata", location=OpenApiParameter.HEADER, description="`filename <base64>`."),
        ],
        request=None,
        responses={201: None},
    )
    def post(self, request: ApiRequest) -> Response:
        """Announce a file; its bytes go to the address that comes back as `Location` (tus 1.0.0)."""
        require(request.actor, "add_asset", request.actor.organization)
        size = _count(request, "Upload-Length")
        upload = begin_upload(name=_filename(request.headers.get("Upload-Metadata", "")), size=size, by=request.actor)
        place = reverse("api:upload", args=[upload.uid])
        return Response(status=status.HTTP_201_CREATED, headers={"Location": place, **_expires(upload)})


class UploadView(TusView):
    """One upload, for the person who began it; for others it is not there."""

    @extend_schema(exclude=True)
    def head(self, request: ApiRequest, uid: UUID) -> Response:
        """How much has come."""
        upload = self._find(uid)
        filename = base64.b64encode(upload.name.encode()).decode()
        told = {"Upload-Length": str(upload.size), "Upload-Metadata": f"filename {filename}"}
        return Response(headers={**told, **_stands(upload)})

    @extend_schema(
        operation_id="uploads_append",
        parameters=[
            SPOKEN,
            OpenApiParameter("Upload-Offset", int, OpenApiParameter.HEADER, description="Bytes that came before."),
            OpenApiParameter(
                "Upload-Checksum", location=OpenApiParameter.HEADER, description="`sha256 <base64>` of this request."
            ),
        ],
        request={BYTES: OpenApiTypes.BINARY},
        responses={204: None},
    )
    def patch(self, request: ApiRequest, uid: UUID) -> Response:
        """The next bytes. When the connection breaks, ask where it stands (HEAD) and go on from there (tus 1.0.0)."""
        upload = self._find(uid)
        if request.content_type != BYTES:
            raise UnsupportedMediaType(request.content_type, f"The bytes of an upload come as {BYTES}.")
        at = _count(request, "Upload-Offset")
        announced = request.META.get("CONTENT_LENGTH") or ""
        if at + (int(announced) if announced.isdecimal() else 0) > upload.size:
            raise UploadTooLarge(f"The upload was announced with {upload.size} bytes. Begin another one.")
        source = cast(Any, request._request)  # Django's own: nothing of the body is read before
        upload = append_bytes(upload, source, at=at, by=request.actor, checksum=_checksum(request))
        return Response(status=status.HTTP_204_NO_CONTENT, headers=_stands(upload))

    @extend_schema(operation_id="uploads_end", parameters=[SPOKEN], request=None, responses={204: None})
    def delete(self, request: ApiRequest, uid: UUID) -> Response:
        """Throw it away (tus 1.0.0)."""
        end_upload(self._find(uid), by=request.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _find(self, uid: UUID) -> Upload:
        uploads = Upload.objects.begun_by(self.request.actor).select_related("organization")
        upload = get_object_or_404(uploads, uid=uid)
        require(self.request.actor, "add_asset", upload.organization)
        return upload


def _stands(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset), **_expires(upload)}


def _expires(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def _count(request: ApiRequest, header: str) -> int:
    """A number of bytes that a header tells."""
    told = request.headers.get(header, "")
    if not (told.isascii() and told.isdecimal()) or len(told) > 18:
        raise ValidationError({header: "Send this header with a number of bytes."})
    return int(told)


def _filename(metadata: str) -> str:
    """The file's own name, without folders and what can't be shown; “file” where none is told."""
    told = dict(_pairs(metadata))
    name = PurePosixPath(told.get("filename", "").replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[-255:] or "file"


def _pairs(metadata: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, metadata.split(",")):
        key, _space, value = pair.strip().partition(" ")
        try:
            yield key, base64.b64decode(value, validate=True).decode()
        except ValueError as wrong:  # binascii.Error and UnicodeDecodeError are
            raise ValidationError({"Upload-Metadata": f"The value of {key!r} is not text in base64."}) from wrong


def _checksum(request: ApiRequest) -> Checksum | None:
    told = request.headers.get("Upload-Checksum")
    if told is None:
        return None
    algorithm, _space, value = told.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except ValueError:  # binascii.Error is one
        digest = b""
    if algorithm not in CHECKSUMS or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        wanted = ", ".join(CHECKSUMS)
        raise ValidationError({"Upload-Checksum": f"Send one of {wanted}, a space, and the digest in base64."})
    return Checksum(algorithm, digest)
