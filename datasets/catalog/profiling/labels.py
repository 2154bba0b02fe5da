"""Labels that are likely wrong: of rows, of tokens, of series."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.profiling.doubted_series import doubted_series
from catalog.profiling.doubted_tags import doubted_tags
from catalog.profiling.doubts import doubts, large_enough
from catalog.profiling.features import features_of, pictures_of, shortened, written_in

MOST_ROWS = 20_000
MOST_STEPS = 1_000_000  # of series
MEASURED, NUMBERS = ("target", "value"), ("integer", "number")  # roles and kinds of what a series is known by


def doubted_labels(
    parquet: Path, columns: Sequence[Mapping[str, Any]], album: Path | None = None
) -> dict[str, Any] | None:
    """The rows whose label is likely wrong, the most doubtful first; None where there are no classes to tell apart.

    Rows are counted from 1. Classes of few rows are not looked at, nor rows beyond the first MOST_ROWS. `told` has the
    tokens of tagged texts, too, and of series their names in the place of rows.
    """
    roles = {each.get("role"): each["name"] for each in reversed(columns) if each.get("role")}
    if {"tokens", "tags"} <= roles.keys():
        return doubted_tags(_first(parquet, MOST_ROWS), roles["tokens"], roles["tags"])
    if "label" not in roles:
        return None
    if "time" not in roles:
        return _doubted_rows(_first(parquet, MOST_ROWS), columns, roles, album)
    values = [each["name"] for each in columns if each.get("role") in MEASURED and each["kind"] in NUMBERS]
    if "group" not in roles or not values:  # steps of a series say little one by one
        return None
    known = {name: roles[name] for name in ("time", "group", "label")}
    return doubted_series(_first(parquet, MOST_STEPS), values=values, **known)


def _doubted_rows(
    table: pa.Table, columns: Sequence[Mapping[str, Any]], roles: Mapping[str, str], album: Path | None
) -> dict[str, Any] | None:
    labels = np.array([None if each is None else str(each) for each in table[roles["label"]].to_pylist()], dtype=object)
    rows, classes = large_enough(labels)
    if len(classes) < 2:
        return None
    table, labels = table.take(pa.array(rows)), labels[rows]
    given = np.searchsorted(classes, labels.astype(str))
    if "picture" in roles and album:
        with zipfile.ZipFile(album) as archive:
            features: Any = shortened(pictures_of(archive, table[roles["picture"]].to_pylist()))
    else:
        frame, kinds = written_in(table, columns, {roles["label"], roles.get("split", ""), roles.get("group", "")})
        if not frame.shape[1]:
            return None
        features = features_of(frame, kinds, classes=len(classes))
    found = doubts(features, given, classes)
    for each in found["told"]:
        each["row"] = int(rows[each.pop("at")]) + 1
    return found


def _first(parquet: Path, most: int) -> pa.Table:
    batches, left = [], most
    for batch in pq.ParquetFile(parquet).iter_batches(batch_size=2_000):
        batches.append(batch.slice(0, left))
        left -= len(batches[-1])
        if not left:
            break
    return pa.Table.from_batches(batches)
