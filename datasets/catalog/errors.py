"""What can go wrong while data comes in, as the API's framework understands it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException


class UploadTooLarge(APIException):
    """It is larger than one file may be, or than was announced."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("The file is too large.")


class NoRoom(UploadTooLarge):
    """It is larger than what its organization has left."""

    default_code = "no_room"


class OffsetConflict(APIException):
    """Bytes for a place where others are already, or where the bytes before are missing."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "offset_conflict"
    default_detail = _("The upload stands at another offset by now. Ask where, and go on from there.")


class UploadInUse(APIException):
    """It is being read; whoever wants it gone cancels that first."""

    status_code = status.HTTP_423_LOCKED
    default_code = "upload_in_use"
    default_detail = _("The file is being brought in. Leave that draft first; the upload goes with it.")


class ChecksumMismatch(APIException):
    """The bytes are not those that were sent; they are not kept (tus 1.0, checksum extension)."""

    status_code = 460
    default_code = "checksum_mismatch"
    default_detail = _("The bytes that came are not those of the checksum. Send them again.")


class UnknownTusVersion(APIException):
    """The client speaks another version of the protocol, or does not say which."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "tus_version"
    default_detail = _("This address speaks tus 1.0.0. Send the header “Tus-Resumable: 1.0.0”.")
