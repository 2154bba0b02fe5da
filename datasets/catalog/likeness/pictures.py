"""Pictures that are nearly the same: the perceptual hashes of both agree, and so do their colours in the small."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.fft import dctn

from catalog.profiling.albums import UNREADABLE, in_grey

SIDE = 32  # of what the hash is made from
WAVES = 8  # slow waves each way: 64 bits
DIFFERENT_BITS = 3  # so many at most: then one of four words of 16 bits is the same
WORDS = 4
SMALL = 16
DIFFERENT_COLOUR = 3.0  # of 255, in the mean over a small copy


def alike_pictures(album: Path, names: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Pairs of places of pictures in the archive `album` that look the same; unreadable ones are like nothing."""
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if name and (same := first.setdefault(name, at)) != at:  # they are named by their digests
            yield same, at
    places: list[int] = []
    hashes: list[np.ndarray] = []
    smalls: list[np.ndarray] = []
    with zipfile.ZipFile(album) as pictures:
        for name, place in first.items():
            if found := _look(pictures, name):
                places.append(place)
                hashes.append(found[0])
                smalls.append(found[1])
    for one, other in _candidates(np.array(hashes, dtype=bool).reshape(len(hashes), WAVES * WAVES)):
        gap = np.abs(smalls[one].astype(np.float32) - smalls[other]).mean()
        if gap <= DIFFERENT_COLOUR:
            yield places[one], places[other]


def _look(pictures: zipfile.ZipFile, name: str) -> tuple[np.ndarray, np.ndarray] | None:
    """The bits of a picture (64), and its small copy (16, 16, 3); None where it can't be opened."""
    try:
        with pictures.open(name) as entry, Image.open(io.BytesIO(entry.read())) as picture:
            picture.draft("RGB", (4 * SIDE, 4 * SIDE))  # a JPEG needn't be decoded in full
            shown = in_grey(picture).convert("RGB")
    except UNREADABLE:
        return None
    grey = np.asarray(shown.convert("L").resize((SIDE, SIDE)), dtype=np.float32)
    small = np.asarray(shown.resize((SMALL, SMALL)), dtype=np.uint8)
    waves = dctn(grey)[:WAVES, :WAVES].ravel()  # Zauner (2010): which slow waves are stronger than their median
    return waves > np.median(waves), small


def _candidates(bits: np.ndarray) -> set[tuple[int, int]]:
    """Pairs of rows of `bits` (n, 64) that differ in few; each with the first ones that share a word."""
    pairs: set[tuple[int, int]] = set()
    for word in np.split(bits, WORDS, axis=1):
        sharing: dict[bytes, list[int]] = {}
        for at, key in enumerate(np.packbits(word, axis=1)):
            known = sharing.setdefault(key.tobytes(), [])
            apart = (bits[known] != bits[at]).sum(axis=1) if known else np.array([])
            if len(near := np.flatnonzero(apart <= DIFFERENT_BITS)):
                pairs.add((known[near[0]], at))
            else:
                known.append(at)
    return pairs
