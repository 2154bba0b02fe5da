"""What can be said of a picture without a model, for a plain baseline: brightness and its spread, place by place."""

import numpy as np

GRID = 4
BINS = 16
CHUNK = 256  # pictures in memory at once


def statistics(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Features (n, channels × (2 × 16 + 16)) of these rows of bytes (all, channels, height, width).

    Of each channel mean and standard deviation in the 16 fields of a grid, and the shares of 16 ranges of brightness.
    """
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    return np.concatenate([_of(values[chunk]) for chunk in chunks])


def _of(values: np.ndarray) -> np.ndarray:
    pixels = values.astype(np.float32) / 255
    fields = [field for band in np.array_split(pixels, GRID, axis=2) for field in np.array_split(band, GRID, axis=3)]
    means = [field.mean(axis=(2, 3)) for field in fields]
    spreads = [field.std(axis=(2, 3)) for field in fields]
    ranges = values // (256 // BINS)
    shares = [(ranges == each).mean(axis=(2, 3)) for each in range(BINS)]
    return np.concatenate([*means, *spreads, *shares], axis=1)
