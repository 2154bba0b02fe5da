"""Forms of signing outside, and of an organization's own key."""

import base64
import binascii
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.agreements import SignForm

SIGNATURE_BYTES = 64
LARGEST_SIGNATURE_FILE = 1024


class MomentField(forms.CharField):
    """A moment as statements write it: 2026-11-24T01:50:00Z."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> datetime:
        """The moment, with its time zone."""
        try:
            moment = parse_datetime(super().clean(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError(_("This is no moment; write it as 2026-11-24T01:50:00Z."))
        return moment.replace(microsecond=0)


class SignatureField(forms.FileField):
    """A file with an Ed25519 signature: its 64 bytes, or the same in Base64."""

    def clean(self, data: Any, initial: Any = None) -> str:
        """The signature in Base64."""
        uploaded: UploadedFile[Any] = super().clean(data, initial)
        return read_signature(uploaded.read(LARGEST_SIGNATURE_FILE))


def read_signature(data: bytes) -> str:
    """An Ed25519 signature in Base64, from its bytes or from Base64.

    Raises:
        ValidationError: this is no signature.
    """
    if len(data) != SIGNATURE_BYTES:
        try:
            data = base64.b64decode(data.strip(), validate=True)
        except binascii.Error:
            data = b""
    if len(data) != SIGNATURE_BYTES:
        raise ValidationError(_("An Ed25519 signature is 64 bytes long, or those in Base64. This is something else."))
    return base64.b64encode(data).decode()


class OutsideForm(SignForm):
    """A signature that was made outside: over which text, at which moment, and the signature itself."""

    signed_at = MomentField()
    signature = SignatureField(
        label=gettext_lazy("Signature"),
        help_text=gettext_lazy("The file that your key made: 64 bytes, or those in Base64."),
        error_messages={"required": gettext_lazy("Choose the file with the signature.")},
    )
    field_order = ["signature", "read"]


class KeyForm(forms.Form):
    """An organization's own public key."""

    public_key = forms.CharField(
        label=gettext_lazy("Public key"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("An Ed25519 key in PEM: openssl pkey -in key.pem -pubout"),
        error_messages={"required": gettext_lazy("Paste the public key.")},
    )
