"""Rows that agree in all quasi-identifiers, as numbers."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LARGEST = 2**62  # numbers of 64 bits hold combinations of so many


def codes_of(values: pa.ChunkedArray) -> np.ndarray:
    """Numbers from 0 for the different values of a column (rows,); an empty value is one of them."""
    coded = pc.dictionary_encode(values, null_encoding="encode").combine_chunks()
    whole = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    codes: np.ndarray = whole.indices.to_numpy().astype(np.int64)
    return codes


def large_and_diverse(classes: np.ndarray, sensitive: np.ndarray, *, least: int, diverse: int) -> np.ndarray:
    """For each row (rows,) whether its class has at least so many rows, and different sensitive values."""
    sizes = np.bincount(classes)  # (classes,)
    among = int(sensitive.max()) + 1
    pairs = np.unique(classes * among + sensitive)
    different = np.bincount(pairs // among, minlength=len(sizes))
    stays: np.ndarray = ((sizes >= least) & (different >= diverse))[classes]
    return stays


def joined(columns: list[np.ndarray]) -> np.ndarray:
    """Numbers from 0 for the different combinations of columns (rows,)."""
    found, most = columns[0], int(columns[0].max()) + 1
    for codes in columns[1:]:
        among = int(codes.max()) + 1
        if most * among > LARGEST:
            found = np.unique(found, return_inverse=True)[1]
            most = int(found.max()) + 1
        found, most = found * among + codes, most * among
    dense: np.ndarray = np.unique(found, return_inverse=True)[1]
    return dense
