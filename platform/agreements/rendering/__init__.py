"""Terms made readable: the same clauses in English and Chinese, both stored with the version and both signed."""

from collections.abc import Iterator

from agreements.rendering import chinese, english
from agreements.rendering.clauses import Clause, Text, read, written
from agreements.rendering.facts import Names, Written
from agreements.rendering.outline import Entry, number_of, outline
from agreements.terms import Terms
from agreements.terms.keepers import KEEPERS

# Changing a word of a clause, or who keeps it, means a new one; texts that stand are not touched.
RENDERER_VERSION = "6"

__all__ = [
    "KEEPERS",
    "RENDERER_VERSION",
    "Clause",
    "Names",
    "Text",
    "number_of",
    "outline",
    "read",
    "render",
    "text_in",
]

TONGUES = {"en": english, "zh": chinese}


def render(terms: Terms, names: Names) -> tuple[str, str]:
    """Both texts of the terms, English and Chinese, as they are stored and signed."""
    return written(text_in("en", terms, names), "en"), written(text_in("zh", terms, names), "zh")


def text_in(language: str, terms: Terms, names: Names) -> Text:
    """The whole agreement as numbered clauses in one language."""
    tongue = TONGUES[language]
    return Text(
        tongue.title(names),
        tongue.preamble(terms, names),
        tuple(_clause(number, entry, tongue.CLAUSES[entry.key](terms, names)) for number, entry in _numbered(terms)),
    )


def _numbered(terms: Terms) -> Iterator[tuple[int, Entry]]:
    return enumerate(outline(terms), start=1)


def _clause(number: int, entry: Entry, written_in: Written) -> Clause:
    return Clause(written_in.title, written_in.text, entry.keeper, entry.codes, number)
