"""What changed between two versions, clause by clause and word by word, as on paper: struck and underlined."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from agreements.rendering import Clause, Text

Kind = Literal["same", "added", "removed"]
# A word with the space after it, or one Chinese character: what is struck and underlined as a whole.
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:[.,’'-][^\W\u3400-\u9fff]+)*|\s+|[^\w\s]|_")


class Piece(NamedTuple):
    """Words that stayed, came or went."""

    kind: Kind
    text: str


class Change(NamedTuple):
    """A clause that reads otherwise than before; `number` is the one it has now, or had when it is gone."""

    kind: Literal["changed", "added", "removed"]
    number: int
    title: str
    keeper_before: str
    keeper: str
    pieces: tuple[Piece, ...]


def redline(before: Text, after: Text) -> list[Change]:
    """The clauses that differ, in the order of the new text. A clause is known by its title: numbers shift."""
    old, new = before.clauses, after.clauses
    steps = SequenceMatcher(None, [one.title for one in old], [one.title for one in new], autojunk=False).get_opcodes()
    changes: list[Change] = []
    for step, old_start, old_end, new_start, new_end in steps:
        if step == "equal":
            pairs = zip(old[old_start:old_end], new[new_start:new_end], strict=True)
            changes += [_changed(one, other) for one, other in pairs if _words(one) != _words(other)]
        else:
            changes += [_whole(clause, "removed") for clause in old[old_start:old_end]]
            changes += [_whole(clause, "added") for clause in new[new_start:new_end]]
    return changes


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one: what stayed, what went and what came, in reading order."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(_joined(_walk(steps, old, new)))


def _walk(steps: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step, old_start, old_end, new_start, new_end in steps:
        if step == "equal":
            yield Piece("same", "".join(new[new_start:new_end]))
            continue
        yield Piece("removed", "".join(old[old_start:old_end]))
        yield Piece("added", "".join(new[new_start:new_end]))


def _joined(walked: Iterator[Piece]) -> Iterator[Piece]:
    """Changes that only a space parts read as one: struck whole, then written whole."""
    removed = added = kept = ""
    for piece in walked:
        if piece.kind == "removed":
            removed += kept + piece.text  # what was added follows, and takes the space as well
        elif piece.kind == "added":
            added, kept = added + kept + piece.text, ""
        elif (removed or added) and piece.text.isspace():
            kept = piece.text
        else:
            yield from (one for one in (Piece("removed", removed), Piece("added", added)) if one.text)
            yield piece
            removed = added = ""
    yield from (one for one in (Piece("removed", removed), Piece("added", added), Piece("same", kept)) if one.text)


def _words(clause: Clause) -> tuple[str, str, tuple[str, ...]]:
    return clause.text, clause.keeper, clause.codes


def _changed(before: Clause, after: Clause) -> Change:
    return Change(
        "changed", after.number, after.title, before.keeper, after.keeper, pieces(_told(before), _told(after))
    )


def _whole(clause: Clause, kind: Literal["added", "removed"]) -> Change:
    return Change(kind, clause.number, clause.title, clause.keeper, clause.keeper, (Piece(kind, _told(clause)),))


def _told(clause: Clause) -> str:
    return f"{clause.text} ({', '.join(clause.codes)})" if clause.codes else clause.text
