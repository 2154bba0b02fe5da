"""Raw texts, which stay in their files: what is known of each row is which part it is of, and which source."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.chunks import text_chunks
from engine.data import check_given, places_of
from engine.gathered import Origin, leave_out, told_apart
from engine.spec import RawTexts, Spec
from engine.split import PARTS, Parts, normalised, split_rows


@dataclass(frozen=True)
class RawRows:
    """The rows of `source`: `stream` (n,) numbers part by part, and in each source by source, which texts stand one
    after the other; it is -1 for one that is left out.
    """

    source: RawTexts
    parts: Parts
    origin: Origin
    stream: np.ndarray

    @property
    def streams(self) -> list[str]:
        """What each is called, in the order of their numbers."""
        sources = range(len(self.origin.names))
        return [f"{part}-{source}" for part in PARTS for source in sources]

    def chunks(self) -> Iterator[tuple[np.ndarray, list[str]]]:
        """All texts in their order, some at a time, with their rows."""
        row = 0
        for texts in _chunks(self.source, self.source.text, "text_empty"):
            yield np.arange(row, row + len(texts)), texts
            row += len(texts)

    def texts(self, part: str) -> Iterator[str]:
        """Those of one part."""
        for rows, texts in self.chunks():
            chosen = np.flatnonzero(self.stream[rows] // len(self.origin.names) == PARTS.index(part))
            yield from (texts[i] for i in chosen.tolist())

    def origin_of(self, counts: list[int]) -> Origin:
        """Where pieces of the streams are from, of which there are so many in each."""
        of, times = self.origin, len(PARTS)
        return Origin(of.files * times, of.names * times, of.weights * times, counts)


def read_raw(spec: Spec) -> RawRows:
    """The rows of the spec's data, each read once.

    Raises JobFault: what `text_chunks`, `split_rows` and `leave_out` raise, part_unknown, part_missing.
    """
    source = spec.data
    assert isinstance(source, RawTexts)
    each = [
        np.concatenate([_keys(texts) for texts in text_chunks(Path(file.path), source.text, empty="text_empty")])
        for file in source.files
    ]
    weights, sizes = [file.weight for file in source.files], [len(keys) for keys in each]
    origin = Origin(told_apart([Path(file.path) for file in source.files]), source.names, weights, sizes)
    with origin.naming_files():
        given = _given(source)
    parts = split_rows(np.concatenate(each), None, spec.split, seed=spec.split_seed, given=given)
    parts = leave_out(parts, source, origin.of_source)
    stream = np.full(sum(sizes), -1, dtype=np.int16)
    owner = np.repeat(np.arange(len(sizes), dtype=np.int16), sizes)
    for number, part in enumerate(PARTS):
        rows = getattr(parts, part)
        stream[rows] = number * len(sizes) + owner[rows]
    return RawRows(source, parts, origin, stream)


def _chunks(source: RawTexts, column: str, empty: str) -> Iterator[list[str]]:
    """The cells of `column` of one file after the other, as `text_chunks` reads each."""
    for file in source.files:
        yield from text_chunks(Path(file.path), column, empty=empty)


def _keys(texts: list[str]) -> np.ndarray:
    """What rows have in common that a person would call the same, as digests (n, 2): texts would fill the memory."""
    digests = (hashlib.blake2b(normalised(text).encode(), digest_size=16).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype=np.uint64).reshape(-1, 2)


def _given(source: RawTexts) -> np.ndarray | None:
    if source.part is None:
        return None
    named = _chunks(source, source.part, "label_empty")
    return check_given(np.concatenate([places_of(each) for each in named]), source)
