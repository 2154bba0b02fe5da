"""The canonical JSON of an event (RFC 8785) and its digest: what the database computes when a row is written.

It is written here once more on purpose: a proof that trusted the database's function would believe whoever changed it.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import rfc8785

if TYPE_CHECKING:
    from audit.models import Event

FIELDS = (
    "id",
    "uid",
    "at",
    "actor_user_id",
    "actor_name",
    "organization_id",
    "organization_name",
    "verb",
    "object_type",
    "object_id",
    "object_name",
    "decision",
    "data",
    "concerns",
    "owners",
    "transaction_id",
)


def digest_of(value: Any) -> str:
    """SHA-256 over the canonical JSON of a value."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def event_digest(event: "Event") -> str:
    """SHA-256 over the canonical JSON of an event: everything that stands in its row, but the digest itself."""
    row = {field: getattr(event, field) for field in FIELDS}
    told = {"uid": str(event.uid), "at": moment(event.at), "concerns": [str(uid) for uid in event.concerns]}
    return digest_of(_doubles(row | told))


def _doubles(value: Any) -> Any:
    """Whole numbers that a double can't hold become one: RFC 8785 knows no others."""
    match value:
        case dict():
            return {key: _doubles(inner) for key, inner in value.items()}
        case list():
            return [_doubles(item) for item in value]
        case int() if abs(value) >= 2**53:
            return float(value)
    return value


def moment(at: datetime) -> str:
    """A moment in UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def merkle_root(digests: Sequence[str]) -> str:
    """The root of the tree over digests (RFC 6962: leaves and nodes are told apart, an odd one goes up as it is)."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest() for digest in digests]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = above + level[len(level) - len(level) % 2 :]
    return level[0].hex()
