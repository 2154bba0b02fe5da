"""What was found in a column, and how much was looked at."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """`rows` of the `looked` rows of a column hold something of a kind.

    `confidence` is from 0 to 1, the mean over these rows. `samples` are masked.
    """

    column: str
    kind: str
    rows: int
    looked: int
    confidence: float
    samples: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it is written to a file."""
        return asdict(self)


@dataclass(frozen=True)
class Looked:
    """How many rows of a column were looked at: for kinds with a form, and for those found in prose."""

    column: str
    rows: int
    form: int
    prose: int


@dataclass(frozen=True)
class Report:
    """A scan of a table: what was found, and what was looked at; `unread` are columns of types that hold no text."""

    rows: int
    findings: tuple[Finding, ...]
    looked: tuple[Looked, ...]
    unread: tuple[str, ...] = ()
    stopped: bool = False  # by the time it may take

    def as_json(self) -> dict[str, Any]:
        """As it is written to a file."""
        return asdict(self)
