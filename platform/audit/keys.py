"""The key that signs seals, and those that are believed."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from audit.errors import NoKey


def sealing_key() -> Ed25519PrivateKey:
    """The key of this site: 32 bytes drawn from the text of `AUDIT_SEAL_KEY`.

    Raises:
        NoKey: the setting is empty.
    """
    if not settings.AUDIT_SEAL_KEY:
        raise NoKey()
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(settings.AUDIT_SEAL_KEY.encode()).digest())


def public_key() -> str:
    """Its public half, in hexadecimal."""
    return sealing_key().public_key().public_bytes_raw().hex()


def trusted_keys() -> frozenset[str]:
    """The public keys whose seals are believed: today's, and earlier ones that settings name."""
    own = {public_key()} if settings.AUDIT_SEAL_KEY else set()
    return frozenset(own | set(settings.AUDIT_TRUSTED_KEYS))


def is_signed(statement: bytes, signature: str, key: str) -> bool:
    """Whether the signature is that of `key` under the statement."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True
