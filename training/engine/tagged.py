"""Sentences with a tag for each word."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.conll import READERS
from engine.data import read_parts
from engine.entities import OUTSIDE, TAG
from engine.faults import JobFault
from engine.gathered import Origin, read_gathered
from engine.spec import TaggedTokens
from engine.tables import list_column


@dataclass(frozen=True)
class Sentences:
    """The words of each row and their tags, (words,) as indices into `names`, which is sorted and has O.

    `given` is as in `engine.data.Rows`.
    """

    words: list[list[str]]
    tags: list[np.ndarray]
    names: list[str]
    given: np.ndarray | None
    origin: Origin

    def texts(self, rows: np.ndarray) -> list[str]:
        """These sentences as texts."""
        return [" ".join(self.words[row]) for row in rows]

    def spelled(self, tags: list[np.ndarray]) -> list[list[str]]:
        """Tags as they are written."""
        return [[self.names[tag] for tag in each] for each in tags]


def read_tagged(source: TaggedTokens) -> Sentences:
    """The sentences of `source`.

    Raises JobFault: what `read_table` raises, tag_missing, column_missing, column_not_lists, text_empty, tags_ragged,
    tag_wrong, one_class, part_unknown.
    """
    wanted = [source.tokens, source.tags, source.part]
    table, origin = read_gathered(source, [column for column in wanted if column], READERS)
    with origin.naming_files():
        return _sentences(table, source, origin)


def _sentences(table: pa.Table, source: TaggedTokens, origin: Origin) -> Sentences:
    path = Path(source.path)
    words = list_column(table, source.tokens, path.name)
    tags = list_column(table, source.tags, path.name)
    empty = [row for row, sentence in enumerate(words, start=1) if not sentence or not all(map(str.strip, sentence))]
    if empty:
        raise JobFault("text_empty", file=path.name, column=source.tokens, row=empty[0], count=len(empty))
    for row, (sentence, of) in enumerate(zip(words, tags, strict=True), start=1):
        if len(sentence) != len(of):
            raise JobFault("tags_ragged", file=path.name, row=row, tokens=len(sentence), tags=len(of))
        if not all(map(TAG.fullmatch, of)):
            raise JobFault("tag_wrong", file=path.name, row=row, column=source.tags)
    names = sorted({OUTSIDE, *(tag for of in tags for tag in of)})
    if len(names) == 1:
        raise JobFault("one_class", file=path.name, column=source.tags)
    place = {name: i for i, name in enumerate(names)}
    numbered = [np.array([place[tag] for tag in of], dtype=np.int64) for of in tags]
    return Sentences(words, numbered, names, read_parts(table, source), origin)
