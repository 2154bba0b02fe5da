"""What takes longer than counting: rows that are alike, above all in two parts of a split, and likely wrong labels."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from catalog.likeness import alike_rows
from catalog.profiling.labels import doubted_labels

MOST_GROUPS = 30
MOST_OF_A_GROUP = 6


def checks_on(parquet: Path, columns: Sequence[Mapping[str, Any]], album: Path | None = None) -> dict[str, Any]:
    """`alike`, and `labels` where there are classes; rows are counted from 1."""
    return {"alike": _alike(parquet, columns, album), "labels": doubted_labels(parquet, columns, album)}


def _alike(parquet: Path, columns: Sequence[Mapping[str, Any]], album: Path | None) -> dict[str, Any]:
    """How many groups there are and which, those that are in two parts of the split first."""
    found = alike_rows(parquet, columns, album)
    split = next((each["name"] for each in columns if each.get("role") == "split"), "")
    parts = pq.read_table(parquet, columns=[split])[split] if split else None
    told = []
    for group in found.groups:
        among = sorted({str(parts[row]) for row in group} - {"None"}) if parts else []
        told.append((len(among) > 1, group, among))
    told.sort(key=lambda each: (not each[0], each[1][0]))
    return {
        "by": found.by,
        "compared": found.compared,
        "groups": len(found.groups),
        "rows": sum(map(len, found.groups)),
        "across": sum(across for across, _, _ in told) if parts else None,
        "told": [
            {"rows": [row + 1 for row in group[:MOST_OF_A_GROUP]], "more": len(group[MOST_OF_A_GROUP:]), "parts": among}
            for _, group, among in told[:MOST_GROUPS]
        ],
    }
