"""The bytes that are signed, as canonical JSON.

Terms hold text, whole numbers, yes, no and nothing: for these the form below is that of RFC 8785.
"""

import hashlib
import json
from typing import Any

from agreements.terms.shape import Terms


def canonical(value: Any) -> bytes:
    """JSON in its one canonical form: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def signed_bytes(
    *, agreement: str, version: int, terms: Terms, text_en: str, text_zh: str, renderer_version: str
) -> bytes:
    """Everything a signature stands for. The agreement's uid and the version's number keep it from fitting another."""
    return canonical(
        {
            "agreement": agreement,
            "version": version,
            "terms": terms,
            "text_en": text_en,
            "text_zh": text_zh,
            "renderer_version": renderer_version,
            "prevailing_language": terms["prevailing_language"],
        }
    )


def digest(signed: bytes) -> str:
    """The SHA-256 that stands beside a signature."""
    return hashlib.sha256(signed).hexdigest()
