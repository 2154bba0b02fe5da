"""What the beginning of a file holds, from which kinds, roles and shape are guessed."""

from dataclasses import dataclass, field
from typing import Any

from catalog.formats.schema import Fault


@dataclass(frozen=True)
class Sample:
    """The first rows, by column; of CSV all values are texts."""

    format: str
    encoding: str
    dialect: dict[str, Any]
    values: dict[str, list[Any]]
    repaired: list[Fault] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # where the format itself says them
