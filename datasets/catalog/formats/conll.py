"""Tagged tokens, one on each line and a blank line after each sentence (CoNLL 2003): the tag stands last."""

import re
from collections.abc import Callable, Iterator

import pyarrow as pa

from catalog.formats.encodings import UNDECODABLE, careful_text
from catalog.formats.kinds import TYPES
from catalog.formats.limits import LONGEST_ROW_BYTES, SAMPLE_ROWS
from catalog.formats.sampling import Sample, some
from catalog.formats.schema import Column, FormatError, Guess, fault
from catalog.formats.sources import Part, encoding_of

TAG = re.compile(r"O|[BIESLU]-\S+")
DOCUMENT = "-DOCSTART-"
SENTENCES_AT_ONCE = 4_096
LONGEST_SENTENCE = 100_000  # tokens
KINDS = {"tokens": "list", "tags": "list"}

Sentence = tuple[list[str], list[str]]  # tokens and tags


def looks_tagged(beginning: str) -> bool:
    """Whether lines end with tags such as O and B-person, and come in sentences."""
    rows = [line.split() for line in beginning.splitlines()[:-1] if line.strip() and not line.startswith(DOCUMENT)]
    return len(rows) > 1 and all(len(row) > 1 for row in rows) and all(TAG.fullmatch(row[-1]) for row in rows)


def look(part: Part, encoding: str = "") -> Sample:
    """The first sentences of `part`."""
    encoding = encoding_of(part, encoding)
    found = some(sentences(part, encoding), SAMPLE_ROWS, _letters)
    values = {"tokens": [tokens for tokens, _ in found], "tags": [tags for _, tags in found]}
    return Sample("conll", encoding, {}, values, [], dict(KINDS))


def sentences(part: Part, encoding: str) -> Iterator[Sentence]:
    """The sentences of `part`. Raises FormatError: a line without token or tag, or that is no text."""
    tokens: list[str] = []
    tags: list[str] = []
    row, size = 1, 0
    with part.open() as stream, careful_text(stream, encoding) as text:
        for number, line in enumerate(iter(lambda: text.readline(LONGEST_ROW_BYTES), ""), 1):
            if not line.strip() or line.startswith(DOCUMENT):
                if tokens:
                    yield tokens, tags
                    tokens, tags, row, size = [], [], row + 1, 0
                continue
            token, tag = _token(line, part, row, number)
            tokens.append(token)
            tags.append(tag)
            size += len(line)
            if size > LONGEST_ROW_BYTES:
                limit = LONGEST_ROW_BYTES >> 20
                raise FormatError([fault("text_too_long", part.name, row=row, line=number, limit=limit)])
            if len(tokens) > LONGEST_SENTENCE:
                raise FormatError([fault("sentence_too_long", part.name, row=row, line=number, limit=LONGEST_SENTENCE)])
    if tokens:
        yield tokens, tags


def _token(line: str, part: Part, row: int, number: int) -> tuple[str, str]:
    if UNDECODABLE in line or "\0" in line:
        code = "nul" if "\0" in line else "line_not_encoded"
        raise FormatError([fault(code, part.name, row=row, line=number, column="tokens")])
    pieces = line.rstrip("\r\n").split("\t") if "\t" in line else line.split()
    token, tag = pieces[0].strip(), pieces[-1].strip()
    if len(pieces) < 2 or not token or not TAG.fullmatch(tag):
        raise FormatError([fault("no_tag", part.name, row=row, line=number, value=line.strip())])
    return token, tag


def _letters(sentence: Sentence) -> int:
    """About what it takes: a word of a few letters takes more than these."""
    return sum(map(len, sentence[0])) + 16 * len(sentence[0])


def batches(part: Part, guess: Guess, columns: list[Column], hear: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    """All sentences of `part`, some at a time. Raises FormatError, as `sentences`."""
    found = sentences(part, guess.encoding)
    while read := some(found, SENTENCES_AT_ONCE, _letters):
        hear(sum(len(word) + 4 for tokens, _ in read for word in tokens))
        arrays = [pa.array([sentence[at] for sentence in read], TYPES["list"]) for at in range(2)]
        yield pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
