"""The keys of organizations: made when first needed, registered by their owners, retired and kept, used on record."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from agreements.models import Agreement, OrganizationKey
from agreements.policy import permitted
from agreements.signatures.keyring import public_half, read_public_key, seal, unseal
from audit.services import record
from organizations.actor import Actor
from organizations.models import Organization


def key_in_use(organization: Organization) -> OrganizationKey | None:
    """The key that the organization's next signature is made with; None until its first."""
    return OrganizationKey.objects.filter(organization=organization, retired_at=None).first()


def key_to_sign_with(organization: Organization, *, by: Actor) -> OrganizationKey:
    """The key in use; the first time, one is made and held here. Called inside the transaction that signs."""
    if in_use := key_in_use(organization):
        return in_use
    private, uid = Ed25519PrivateKey.generate(), uuid7()
    key, made = OrganizationKey.objects.get_or_create(
        organization=organization,
        retired_at=None,
        defaults={
            "uid": uid,
            "public_key": public_half(private),
            "sealed_private_key": seal(private, uid=uid),
            "created_by": by.user,
        },
    )
    if made:
        record(by, "key.made", key, fingerprint=key.fingerprint)
    return key


def register_key(organization: Organization, pem: str, *, by: Actor) -> OrganizationKey:
    """Sign with the organization's own key from now on; the one that was in use is retired.

    Raises:
        NotAllowed: the policy refuses.
        ValidationError: this is no Ed25519 public key, or it is registered already.
    """
    public_key = read_public_key(pem)
    with permitted(by, [("register_key", organization)]) as yes:
        _retire(organization, timezone.now())
        key = OrganizationKey(organization=organization, public_key=public_key, created_by=by.user)
        try:
            with transaction.atomic():
                key.save()
        except IntegrityError as error:
            raise ValidationError(
                _("This key is registered already. A key that was retired can't come back.")
            ) from error
        record(by, "key.registered", key, decision=yes, fingerprint=key.fingerprint)
    return key


def retire_key(organization: Organization, *, by: Actor) -> OrganizationKey:
    """Sign no more with the key in use. What it signed goes on holding; the next signature makes a new key here.

    Raises:
        NotAllowed: the policy refuses; there is no key in use, for one.
    """
    with permitted(by, [("retire_key", organization)]) as yes:
        key = _retire(organization, timezone.now())
        assert key is not None  # the yes says so
        record(by, "key.retired", key, decision=yes, fingerprint=key.fingerprint)
    return key


def _retire(organization: Organization, at: datetime) -> OrganizationKey | None:
    key = OrganizationKey.objects.select_for_update().filter(organization=organization, retired_at=None).first()
    if key is not None:
        key.retired_at = at
        key.save(update_fields=["retired_at"])
    return key


def sign_with(key: OrganizationKey, signed: bytes, *, for_what: Agreement, by: Actor) -> str:
    """The Ed25519 signature of some bytes by a key that is held here, in Base64. Each use is in the audit.

    Raises:
        KeyLocked: the platform's settings don't open the key.
    """
    assert key.sealed_private_key is not None  # the caller has asked whether it is held
    made = unseal(key.sealed_private_key, uid=key.uid).sign(signed)
    record(by, "key.used", for_what, fingerprint=key.fingerprint)
    return base64.b64encode(made).decode()


def reseal_keys() -> int:
    """Encrypt every key that is held here under the setting of today; how many there are."""
    with transaction.atomic():
        held = OrganizationKey.objects.select_for_update().exclude(sealed_private_key=None)
        for key in held:
            assert key.sealed_private_key is not None  # excluded
            key.sealed_private_key = seal(unseal(key.sealed_private_key, uid=key.uid), uid=key.uid)
            key.save(update_fields=["sealed_private_key"])
        record(None, "key.resealed", keys=len(held))
    return len(held)
