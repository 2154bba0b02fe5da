"""Sentences with a tag for each word, as CoNLL files have them.

A word and its tag stand on a line of their own, a blank line after each sentence. Columns are split at tabs, or at
spaces where there are none; of more than two the first is the word and the last its tag (Tjong Kim Sang and De Meulder
2003).
"""

from pathlib import Path

import pyarrow as pa

from engine.faults import JobFault
from engine.tables import read_lines

DOCUMENT = "-DOCSTART-"  # begins a document in the files of 2003


def read_conll(path: Path, *, tagged: bool = True) -> pa.Table:
    """A row for each sentence: `tokens` and `tags`, lists of texts; words that need not be `tagged` may stand alone.

    Raises JobFault: encoding_wrong, tag_missing.
    """
    sentences: list[list[tuple[str, str]]] = [[]]
    for number, line in read_lines(path):
        if not line.strip() or line.startswith(DOCUMENT):
            sentences.append([])
            continue
        columns = line.strip().split("\t") if "\t" in line else line.split()
        if tagged and len(columns) < 2:
            raise JobFault("tag_missing", file=path.name, line=number)
        sentences[-1].append((columns[0].strip(), columns[-1].strip()))
    rows = [[*zip(*sentence, strict=True)] for sentence in sentences if sentence]
    lists = pa.list_(pa.string())
    return pa.table({name: pa.array([row[i] for row in rows], lists) for i, name in enumerate(("tokens", "tags"))})


SUFFIXES = (".conll", ".bio", ".txt")
READERS = dict.fromkeys(SUFFIXES, read_conll)
