"""The keys that organizations sign with: held here in their name, or held by themselves."""

import base64
import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class OrganizationKey(models.Model):
    """An Ed25519 key of an organization. Its public half never changes; a retired key is kept for verification."""

    visible_through = "organization"

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="signing_keys"
    )
    public_key = models.CharField(_("public key"), max_length=44, unique=True, help_text=_("32 bytes in Base64."))
    sealed_private_key = models.BinaryField(null=True, editable=False)  # null: the organization holds it itself
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(retired_at=None),
                name="organization_signs_with_one_key",
                violation_error_message=_("This organization has a key in use; retire it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.fingerprint[:16]}"

    @property
    def is_held(self) -> bool:
        """Whether the private half is held here, encrypted."""
        return self.sealed_private_key is not None

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public key's 32 bytes: what people compare."""
        return hashlib.sha256(base64.b64decode(self.public_key)).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The public half, as exports carry it."""
        return {"algorithm": "Ed25519", "public_key": self.public_key, "fingerprint": self.fingerprint}
