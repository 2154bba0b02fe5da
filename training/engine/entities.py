"""Entities in sequences of tags, and how many of them were found, by the rules of conlleval and seqeval.

An entity is right when its first word, its last word and its kind are (Tjong Kim Sang and De Meulder 2003). Tags are
read leniently, as those programs do: an I- that continues nothing begins an entity, and E- and S- are known as well.
"""

import re
from collections.abc import Sequence

import numpy as np

OUTSIDE = "O"
TAG = re.compile(r"O|[BIES]-.+")

Entity = tuple[str, int, int]  # kind, first word, last word


def entities(tags: Sequence[str]) -> list[Entity]:
    """The entities of one sentence, in their order."""
    found: list[Entity] = []
    before, kind_before, first = OUTSIDE, "", 0
    for place, tag in enumerate([*tags, OUTSIDE]):
        prefix, _, kind = tag.partition("-")
        if before != OUTSIDE and _ends(before, prefix, kind_before != kind):
            found.append((kind_before, first, place - 1))
        if prefix != OUTSIDE and _begins(before, prefix, kind_before != kind):
            first = place
        before, kind_before = prefix, kind
    return found


def _ends(before: str, now: str, changes: bool) -> bool:
    """Whether an entity ends between two words with these prefixes."""
    return changes or before in "ES" or now in "BSO"


def _begins(before: str, now: str, changes: bool) -> bool:
    """Whether an entity begins at the second of two words with these prefixes."""
    return changes or now in "BS" or before in "ESO"


def kinds_of(names: Sequence[str]) -> list[str]:
    """The kinds of entities that these tags name, in alphabetical order."""
    return sorted({name.partition("-")[2] for name in names if name != OUTSIDE})


def count_entities(
    true: Sequence[Sequence[str]], predicted: Sequence[Sequence[str]], kinds: Sequence[str]
) -> np.ndarray:
    """For each sentence and kind how many entities were found, predicted, and are there: (n, kinds, 3)."""
    place = {kind: i for i, kind in enumerate(kinds)}
    counts = np.zeros((len(true), len(kinds), 3))
    for row, pair in enumerate(zip(true, predicted, strict=True)):
        there, said = (set(entities(tags)) for tags in pair)
        for column, group in enumerate((there & said, said, there)):
            for kind, _, _ in group:
                counts[row, place[kind], column] += 1
    return counts
