"""What is signed, as canonical JSON (RFC 8785): the same value has the same bytes, whoever writes it."""

import hashlib
from typing import Any

import rfc8785

from agreements.terms.shape import Terms


def canonical(value: Any) -> bytes:
    """JSON in its one canonical form: keys in the order of their UTF-16 code units, numbers as ECMAScript writes them.

    Raises:
        rfc8785.CanonicalizationError: JSON can't say it, or not exactly: a number beyond 2^53, NaN.
    """
    return rfc8785.dumps(value)


def signed_document(
    *, agreement: str, version: int, terms: Terms, text_en: str, text_zh: str, renderer_version: str
) -> dict[str, Any]:
    """All that the parties agree on. The agreement's uid and the version's number keep it from fitting another."""
    return {
        "agreement": agreement,
        "version": version,
        "terms": terms,
        "text_en": text_en,
        "text_zh": text_zh,
        "renderer_version": renderer_version,
        "prevailing_language": terms["prevailing_language"],
    }


def digest(signed: bytes) -> str:
    """The SHA-256 that stands beside a signature."""
    return hashlib.sha256(signed).hexdigest()
