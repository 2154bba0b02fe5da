"""Raw texts, which stay in their file: what is known of each row is which part it is of."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.chunks import text_chunks
from engine.data import check_given, places_of
from engine.spec import RawTexts, Spec
from engine.split import PARTS, Parts, normalised, split_rows


@dataclass(frozen=True)
class RawRows:
    """The rows of `source`: `place` is (n,) with each row's part as its place in PARTS, -1 for one that is left out."""

    source: RawTexts
    parts: Parts
    place: np.ndarray

    def chunks(self) -> Iterator[tuple[np.ndarray, list[str]]]:
        """All texts in their order, some at a time, with their rows."""
        row = 0
        for texts in text_chunks(Path(self.source.path), self.source.text, empty="text_empty"):
            yield np.arange(row, row + len(texts)), texts
            row += len(texts)

    def texts(self, part: str) -> Iterator[str]:
        """Those of one part."""
        for rows, texts in self.chunks():
            chosen = np.flatnonzero(self.place[rows] == PARTS.index(part))
            yield from (texts[i] for i in chosen.tolist())


def read_raw(spec: Spec) -> RawRows:
    """The rows of the spec's data, each read once.

    Raises JobFault: what `text_chunks` and `split_rows` raise, part_unknown, part_missing.
    """
    source = spec.data
    assert isinstance(source, RawTexts)
    path = Path(source.path)
    keys = np.concatenate([_keys(texts) for texts in text_chunks(path, source.text, empty="text_empty")])
    parts = split_rows(keys, None, spec.split, seed=spec.split_seed, given=_given(source))
    place = np.full(len(keys), -1, dtype=np.int8)
    for number, part in enumerate(PARTS):
        place[getattr(parts, part)] = number
    return RawRows(source, parts, place)


def _keys(texts: list[str]) -> np.ndarray:
    """What rows have in common that a person would call the same, as digests (n, 2): texts would fill the memory."""
    digests = (hashlib.blake2b(normalised(text).encode(), digest_size=16).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype=np.uint64).reshape(-1, 2)


def _given(source: RawTexts) -> np.ndarray | None:
    if source.part is None:
        return None
    path = Path(source.path)
    named = text_chunks(path, source.part, empty="label_empty")
    return check_given(np.concatenate([places_of(each) for each in named]), source)
