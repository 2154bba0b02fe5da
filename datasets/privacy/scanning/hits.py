"""What recognisers find in a text, and which of them stay where several claim the same letters."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

NOTED = 0.5  # confidence from which a hit counts by itself


class Hit(NamedTuple):
    """`text[start:end]` is taken for a `kind`, with a confidence from 0 to 1; `country` where it is of one."""

    kind: str
    start: int
    end: int
    confidence: float
    country: str = ""


Recogniser = Callable[[str], Iterator[Hit]]


def surest(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that don't overlap, in the order of the text: the surest first, of equals the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (-each.confidence, each.start - each.end, each.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.start)
