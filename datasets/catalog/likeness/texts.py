"""Texts that are nearly the same: four fifths of their runs of four letters are common to both."""

from collections.abc import Iterator, Sequence

import numpy as np
from rensa import RMinHash

from engine.split import normalised

ALIKE = 0.8  # Jaccard's index: common runs of letters, of all that either has
LETTERS = 4  # of a run: works for scripts without blanks, too
BANDS, IN_BAND = (
    16,
    5,
)  # texts with an index of 0.8 share a band in 99.8 of 100 cases (Leskovec et al., 2020, chapter 3)
AT_ONCE = 2_000
LONGEST = 20_000  # letters that are compared
SEED = 20261129


def alike_texts(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places of texts that are the same to a reader, or nearly; empty ones are like nothing."""
    first: dict[str, int] = {}
    for at, text in enumerate(texts):
        key = normalised(text[:LONGEST])
        if key and (same := first.setdefault(key, at)) != at:
            yield same, at
    keys, places = list(first), list(first.values())
    for one, other in _candidates(keys):
        if _index(_runs(keys[one]), _runs(keys[other])) >= ALIKE:
            yield places[one], places[other]


def _candidates(keys: Sequence[str]) -> set[tuple[int, int]]:
    """Each text with the first one that has a band of its MinHash."""
    if len(keys) < 2:
        return set()
    sketches = np.vstack(
        [_sketches(keys[at : at + AT_ONCE]) for at in range(0, len(keys), AT_ONCE)]
    )  # (n, BANDS * IN_BAND)
    pairs: set[tuple[int, int]] = set()
    for band in np.split(sketches, BANDS, axis=1):
        order = np.lexsort(band.T)  # stable: of the same the first comes first
        is_first = np.append(True, (band[order][1:] != band[order][:-1]).any(axis=1))
        heads = order[np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))]
        pairs.update(zip(heads[~is_first].tolist(), order[~is_first].tolist(), strict=True))
    return pairs


def _sketches(keys: Sequence[str]) -> np.ndarray:
    made = RMinHash.digest_matrix_from_token_sets([_runs(key) for key in keys], BANDS * IN_BAND, SEED)
    return np.array(made.to_rows(), dtype=np.uint32)


def _runs(key: str) -> set[str]:
    return {key[at : at + LETTERS] for at in range(max(1, len(key) - LETTERS + 1))}


def _index(one: set[str], other: set[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)
