"""Groups of rows that are alike, by what a model would read of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from catalog.likeness.pictures import alike_pictures
from catalog.likeness.texts import alike_texts
from catalog.profiling.opening import opened, quoted, types_in

WRITTEN = ("text", "second", "prompt", "context", "answer", "messages", "tokens")  # roles of what people wrote
MOST_ROWS = 200_000  # of texts and pictures that are compared
MOST_LETTERS = 50_000_000


@dataclass(frozen=True)
class Alike:
    """Rows by their places, counted from 0, in groups of at least two; what comes after `compared` rows is not told.

    `by` is what they were compared by: texts, pictures, or rows as a whole, which are alike where they are equal.
    """

    by: str
    compared: int
    groups: list[list[int]]


def alike_rows(parquet: Path, columns: Sequence[Mapping[str, Any]], album: Path | None = None) -> Alike:
    """The rows of `parquet` that are alike; `columns` have roles, `album` is the archive of their pictures."""
    written = [each["name"] for each in columns if each.get("role") in WRITTEN]
    picture = next((each["name"] for each in columns if each.get("role") == "picture"), "")
    if picture and album:
        names = [value for (value,) in _first(parquet, [picture])]
        return Alike("pictures", len(names), _groups(alike_pictures(album, names), len(names)))
    if written:
        texts = list(_texts(_first(parquet, written)))
        return Alike("texts", len(texts), _groups(alike_texts(texts), len(texts)))
    rows = pq.read_metadata(parquet).num_rows
    return Alike("rows", rows, _equal(parquet, [each["name"] for each in columns if each.get("role") == "split"]))


def _first(parquet: Path, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """The values of the first rows in these columns."""
    left = MOST_ROWS
    for batch in pq.ParquetFile(parquet).iter_batches(batch_size=2_000, columns=names):
        some = batch.slice(0, left)
        yield from zip(*(some.column(name).to_pylist() for name in names), strict=True)
        left -= len(some)
        if not left:
            return


def _texts(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    letters = 0
    for row in rows:
        text = "\n".join(_plain(value) for value in row if value)
        letters += len(text)
        if letters > MOST_LETTERS:
            return
        yield text


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_plain(each) for each in value)
    return str(value["content"] or "") if isinstance(value, dict) else str(value)


def _groups(pairs: Iterable[tuple[int, int]], rows: int) -> list[list[int]]:
    """The rows that pairs join, directly or by others."""
    joined = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    if not len(joined):
        return []
    graph = coo_array((np.ones(len(joined), dtype=bool), joined.T), shape=(rows, rows))
    group_of = connected_components(graph, directed=False)[1]
    found: dict[int, list[int]] = {}
    for row in np.unique(joined).tolist():
        found.setdefault(group_of[row], []).append(row)
    return list(found.values())


def _equal(parquet: Path, besides: list[str]) -> list[list[int]]:
    """Rows that are equal in all columns but those of the split."""
    with opened(parquet) as connection:
        names = pq.read_schema(parquet).names
        asked = [known for known, name in zip(types_in(connection), names, strict=True) if name not in besides]
        question = f"""
            WITH told AS (SELECT hash({", ".join(map(quoted, asked))}) AS digest, row_number() OVER () - 1 AS place
                          FROM rows)
            SELECT list(place ORDER BY place) FROM told GROUP BY digest HAVING count(*) > 1
            ORDER BY min(place)"""  # noqa: S608  # columns' quoted names
        return [group for (group,) in connection.execute(question).fetchall()]
