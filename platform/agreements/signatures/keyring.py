"""Private keys that are held for organizations, encrypted; and what Ed25519 signatures are checked with.

The encrypting key is derived from a setting of its own, so that neither a copy of the database nor Django's secret key
opens one. Each ciphertext is bound to the row it stands in: moved to another, it does not open.
"""

import base64
import os
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.errors import KeyLocked

NONCE_BYTES = 12
PURPOSE = b"entente: private keys of organizations, 1"


def seal(private: Ed25519PrivateKey, *, uid: UUID) -> bytes:
    """The private key under the setting that is in use now."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.SIGNING_KEYS_SECRET).encrypt(nonce, private.private_bytes_raw(), uid.bytes)


def unseal(sealed: bytes | memoryview, *, uid: UUID) -> Ed25519PrivateKey:
    """The private key; the settings that were in use before open it too.

    Raises:
        KeyLocked: none of the settings opens it.
    """
    nonce, ciphertext = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
    for secret in (settings.SIGNING_KEYS_SECRET, *settings.SIGNING_KEYS_SECRET_FALLBACKS):
        try:
            return Ed25519PrivateKey.from_private_bytes(_cipher(secret).decrypt(nonce, ciphertext, uid.bytes))
        except InvalidTag:
            continue
    raise KeyLocked()


def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode()))


def public_half(private: Ed25519PrivateKey) -> str:
    """The 32 bytes of the public key, in Base64."""
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def read_public_key(pem: str) -> str:
    """The 32 bytes of an Ed25519 public key that came as PEM, in Base64.

    Raises:
        ValidationError: this is no such key.
    """
    try:
        key = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValidationError(_no_key()) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValidationError(_no_key())
    return base64.b64encode(key.public_bytes_raw()).decode()


def _no_key() -> str:
    return _("This is not an Ed25519 public key in PEM. It begins with “-----BEGIN PUBLIC KEY-----”.")


def holds(public_key: str, signature: str, signed: bytes) -> bool:
    """Whether this is the signature of these bytes by this key (both in Base64)."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(
            base64.b64decode(signature, validate=True), signed
        )
    except (InvalidSignature, ValueError):
        return False
    return True
