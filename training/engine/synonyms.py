"""Words that mean the same, from a file, put for each other (Wei and Zou 2019, arXiv:1901.11196).

A line of the file has words of one meaning with a tab, comma or semicolon between them; of a Parquet table, a row has.
Where words are not spaced, as in Chinese, the longest word of the file that begins at a place is the word there.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa

from engine.faults import JobFault
from engine.tables import as_texts, read_lines, read_table

BETWEEN = re.compile("[\t,;，；]")
WORD = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)  # a word, and the marks before and after it


class Synonyms:
    """Which words can stand for which."""

    def __init__(self, sets: Iterable[list[str]]) -> None:
        self.others: dict[str, list[str]] = {}
        for words in sets:
            for word in words:
                others = self.others.setdefault(word.casefold(), [])
                others += [other for other in words if other.casefold() != word.casefold() and other not in others]
        self.longest = max(map(len, self.others), default=1)

    def put_in(self, text: str, share: float, random: np.random.Generator, *, spaced: bool) -> str:
        """`text` with so many of the words that have others exchanged for one of them."""
        if spaced:
            return " ".join(self._in_marks(word, share, random) for word in text.split())
        return "".join(self._exchanged(word, share, random) for word in self._cut(text))

    def _in_marks(self, word: str, share: float, random: np.random.Generator) -> str:
        match = WORD.match(word)
        assert match is not None  # every text does
        before, bare, after = match.groups()
        other = self._exchanged(bare, share, random)
        return before + (other[:1].upper() + other[1:] if bare[:1].isupper() else other) + after

    def _exchanged(self, word: str, share: float, random: np.random.Generator) -> str:
        others = self.others.get(word.casefold())
        if not others or random.random() >= share:
            return word
        return others[int(random.integers(len(others)))]

    def _cut(self, text: str) -> Iterable[str]:
        """The words of a text without spaces, what is not known of them as single characters."""
        at = 0
        while at < len(text):
            sizes = range(min(self.longest, len(text) - at), 1, -1)
            size = next((size for size in sizes if text[at : at + size].casefold() in self.others), 1)
            yield text[at : at + size]
            at += size


def read_synonyms(path: Path) -> Synonyms:
    """The sets in the file. Raises JobFault: file_missing, encoding_wrong, synonyms_wrong where it has none."""
    if not path.is_file():
        raise JobFault("file_missing", path=str(path))
    lines = [[word.strip() for word in BETWEEN.split(line) if word.strip()] for line in _lines(path)]
    synonyms = Synonyms(words for words in lines if len(words) > 1)
    if not synonyms.others:
        raise JobFault("synonyms_wrong", file=path.name)
    return synonyms


def _lines(path: Path) -> Iterable[str]:
    """The lines of the file; those of a table are its rows, with what is text or lists of texts in them."""
    if path.suffix != ".parquet":
        return (line for _, line in read_lines(path))
    rows = zip(*(_cells(column, path.name) for column in read_table(path).columns), strict=True)
    return ("\t".join(cells) for cells in rows)


def _cells(column: pa.ChunkedArray, file: str) -> list[str]:
    if pa.types.is_list(column.type):
        return ["\t".join(map(str, filter(None, words or []))) for words in column.to_pylist()]
    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return as_texts(column, file) if is_text else [""] * len(column)
