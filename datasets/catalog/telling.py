"""Columns and rows of a dataset in words, whatever its shape."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from catalog.models import DatasetVersion

LONGEST = 400  # letters of a value that a page shows
MOST_OF_A_LIST = 60
NUMBERS = ("integer", "number")

KINDS: dict[str, Promise] = {
    "text": _("text"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("true or false"),
    "date": _("date"),
    "timestamp": _("moment"),
    "list": _("list"),
    "picture": _("picture"),
    "boxes": _("boxes"),
    "messages": _("messages"),
}
ROLES: dict[str, Promise] = {
    "": _("nothing in particular"),
    "text": _("what a model reads"),
    "second": _("the second text of a pair"),
    "label": _("what it learns to predict"),
    "labels": _("the labels it learns to predict"),
    "tokens": _("the words"),
    "tags": _("a tag for each word"),
    "target": _("the number it learns to predict"),
    "value": _("what is measured"),
    "time": _("when"),
    "group": _("what belongs together"),
    "split": _("train, validation or test"),
    "picture": _("the picture"),
    "boxes": _("boxes in the picture"),
    "messages": _("the messages"),
    "prompt": _("what is asked"),
    "context": _("what is given with it"),
    "answer": _("what is answered"),
}


class ColumnTold(NamedTuple):
    """A column as a page tells it."""

    name: str
    kind: str
    role: str
    missing: int


class Cell(NamedTuple):
    """A value as a page shows it; words with their tags stand in `tagged`."""

    column: str
    text: str
    is_wide: bool = False
    is_number: bool = False
    tagged: Sequence[tuple[str, str]] = ()
    is_masked: bool = False


def tell_columns(columns: Iterable[dict[str, Any]]) -> list[ColumnTold]:
    """The columns of a version."""
    return [
        ColumnTold(
            each["name"],
            str(KINDS.get(each["kind"], each["kind"])),
            str(ROLES[role]) if (role := each.get("role", "")) in ROLES and role else "",
            each.get("missing", 0),
        )
        for each in columns
    ]


def tell_row(values: dict[str, Any], columns: Sequence[dict[str, Any]], masked: Collection[str] = ()) -> list[Cell]:
    """A row in the order of its columns; tags stand at their words and not beside them."""
    by_role = {each["role"]: each["name"] for each in columns if each.get("role")}
    words, tags = by_role.get("tokens"), by_role.get("tags")
    cells = []
    for each in columns:
        name, value = each["name"], values.get(each["name"])
        if name in masked:
            cells.append(Cell(name, "", is_masked=True))
        elif name == words and tags and isinstance(value, list):
            pairs = zip(value, values.get(tags) or [""] * len(value), strict=False)
            cells.append(Cell(name, "", is_wide=True, tagged=[(str(a), str(b)) for a, b in pairs][:MOST_OF_A_LIST]))
        elif not (words and name == tags):
            wide = each.get("role") in ("text", "second", "prompt", "answer", "context", "messages")
            cells.append(Cell(name, _said(value), wide, each["kind"] in NUMBERS))
    return cells


def heads(columns: Sequence[dict[str, Any]]) -> list[Cell]:
    """The names above the cells of `tell_row`."""
    roles = {each.get("role") for each in columns}
    hidden = "tags" if {"tokens", "tags"} <= roles else None
    shown = [each for each in columns if each.get("role") != hidden or hidden is None]
    return [Cell(each["name"], "", is_number=each["kind"] in NUMBERS) for each in shown]


def tell_rows(version: DatasetVersion, rows: Iterable[Any]) -> list[tuple[int, list[Cell]]]:
    """Rows that were read, each with its number."""
    return [(row.number, tell_row(row.values, version.columns, row.masked)) for row in rows]


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case list():
            return Truncator("; ".join(_said(each) for each in value[:MOST_OF_A_LIST])).chars(LONGEST)
        case dict():
            return Truncator(", ".join(f"{key}: {_said(each)}" for key, each in value.items())).chars(LONGEST)
        case bytes():
            return f"{len(value)} B"
        case _:
            return Truncator(str(value)).chars(LONGEST)
