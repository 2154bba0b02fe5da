"""Secrets that we must be able to use again, encrypted with a key made from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class CannotOpen(Exception):
    """The secret was sealed with another SECRET_KEY."""


def seal(secret: str) -> str:
    """The secret, encrypted and authenticated."""
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret again.

    Raises:
        CannotOpen: the key is another one, or the text was changed.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise CannotOpen("A sealed secret can't be opened: SECRET_KEY is another one than when it was set.") from fault


def _box() -> MultiFernet:
    """The present key first; those of SECRET_KEY_FALLBACKS still open what was sealed with them."""
    return MultiFernet(
        [Fernet(_key(force_bytes(text))) for text in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(text: bytes) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"entente sign-on secret").derive(text)
    return base64.urlsafe_b64encode(derived)
