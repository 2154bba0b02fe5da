"""Files that people add as evidence: looked at for their size, kept in the vault, shown under their own name."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from organizations.models import Organization
from vault.models import Blob
from vault.services import put

LARGEST = 20 << 20


def check_document(file: "UploadedFile[Any] | None", *, field: str) -> None:
    """Raises ValidationError beside `field` when the file is too large; none is fine."""
    if file is not None and (file.size or 0) > LARGEST:
        raise ValidationError({field: _("The file is larger than 20 MB. Add a smaller one.")})


def keep_document(owner: Organization, file: "UploadedFile[Any]") -> tuple[Blob, str]:
    """The bytes in the vault, and the name that the file came with."""
    return put(owner, file.open()), PurePath(str(file.name)).name[:255]
