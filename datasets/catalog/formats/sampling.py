"""What the beginning of a file holds, from which kinds, roles and shape are guessed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from catalog.formats.limits import LETTERS_AT_ONCE
from catalog.formats.schema import Fault

Row = TypeVar("Row")


@dataclass(frozen=True)
class Sample:
    """The first rows, by column; of CSV all values are texts."""

    format: str
    encoding: str
    dialect: dict[str, Any]
    values: dict[str, list[Any]]
    repaired: list[Fault] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # where the format itself says them


def some(found: Iterator[Row], most: int, size: Callable[[Row], int]) -> list[Row]:
    """The next rows: at most so many, and no more when they have filled what is held at once."""
    taken: list[Row] = []
    held = 0
    for row in found:
        taken.append(row)
        held += size(row)
        if len(taken) == most or held > LETTERS_AT_ONCE:
            break
    return taken
