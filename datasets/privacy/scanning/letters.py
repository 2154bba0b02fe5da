"""Letters as people see them (UAX 29): one is several code points where it has an accent of its own, or is an emoji."""

import unicodedata
from collections.abc import Iterator

import regex

_LETTER = regex.compile(r"\X")
PUNCTUATION = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Zs", "Zl", "Zp", "Cc"})


def letters(text: str) -> list[str]:
    """The letters of `text`, each whole."""
    return list(_LETTER.findall(text))


def tells(letter: str) -> bool:
    """Whether it tells something of what is written: anything but punctuation and space does."""
    return unicodedata.category(letter[0]) not in PUNCTUATION


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The place from `start` to `end`, grown where it begins or ends within a letter."""
    inside = [(at, to) for at, to in _spans(text) if at < end and start < to]
    return (inside[0][0], inside[-1][1]) if inside else (start, end)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _LETTER.finditer(text))
