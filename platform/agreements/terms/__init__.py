"""The terms of an agreement: their shape, what makes them well formed, and the bytes that are signed."""

from agreements.terms.canonical import canonical, digest, signed_bytes
from agreements.terms.checking import check_terms
from agreements.terms.shape import (
    LANGUAGES,
    SCHEMA,
    SHAREABLE,
    AssetName,
    Period,
    Publication,
    Purposes,
    Share,
    Terms,
    Words,
    period,
    providers,
    recipients,
)

__all__ = [
    "LANGUAGES",
    "SCHEMA",
    "SHAREABLE",
    "AssetName",
    "Period",
    "Publication",
    "Purposes",
    "Share",
    "Terms",
    "Words",
    "canonical",
    "check_terms",
    "digest",
    "period",
    "providers",
    "recipients",
    "signed_bytes",
]
