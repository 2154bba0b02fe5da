"""A clause, how a text of clauses is written down, and how it is read again.

The stored text is what was signed, so pages show clauses read from it and never render terms anew.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from agreements.terms.keepers import Keeper


class Dialect(NamedTuple):
    """The words around the clauses in one language."""

    keepers: dict[Keeper, str]
    codes: str
    between_codes: str


DIALECTS = {
    "en": Dialect(
        {"software": "enforced by the software", "people": "checked by people", "text": "text only"}, "Codes: ", ", "
    ),
    "zh": Dialect({"software": "由软件执行", "people": "由人核查", "text": "仅为文字"}, "代码：", "、"),
}
_HEAD = re.compile(r"(\d+)\. (.+) \[(.+)\]")


@dataclass(frozen=True)
class Clause:
    """One clause of an agreement: its words, the codes it stands on, and who keeps it."""

    title: str
    text: str
    keeper: Keeper
    codes: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Text:
    """A readable text: what stands above the clauses, and the clauses in order."""

    title: str
    preamble: str
    clauses: tuple[Clause, ...]


def written(text: Text, language: str) -> str:
    """The text as plain paragraphs, an empty line between them."""
    dialect = DIALECTS[language]
    paragraphs = [f"{text.title}\n{text.preamble}"]
    for clause in text.clauses:
        lines = [f"{clause.number}. {clause.title} [{dialect.keepers[clause.keeper]}]", clause.text]
        if clause.codes:
            lines.append(dialect.codes + dialect.between_codes.join(clause.codes))
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs) + "\n"


def read(text: str, language: str) -> Text:
    """The text that `written` wrote.

    Raises:
        ValueError: a paragraph is not a clause; the stored text was not written by us.
    """
    first, *paragraphs = text.removesuffix("\n").split("\n\n")
    title, preamble = first.split("\n", 1)
    return Text(title, preamble, tuple(_clause(paragraph, DIALECTS[language]) for paragraph in paragraphs))


def _clause(paragraph: str, dialect: Dialect) -> Clause:
    head, *lines = paragraph.split("\n")
    found = _HEAD.fullmatch(head)
    if not found:
        raise ValueError(f"This line of the text is not the head of a clause: {head!r}")
    number, title, keeper = found.groups()
    codes: tuple[str, ...] = ()
    # Free words fill one line, so a second line that starts so is ours.
    if len(lines) > 1 and lines[-1].startswith(dialect.codes):
        codes = tuple(lines.pop().removeprefix(dialect.codes).split(dialect.between_codes))
    keepers = {word: keeper for keeper, word in dialect.keepers.items()}
    return Clause(title, "\n".join(lines), keepers[keeper], codes, int(number))
