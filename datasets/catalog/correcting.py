"""What a person may correct of a guess: encoding, delimiter, shape, and what each column is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.formats import Column, Guess, made_columns
from catalog.formats.dialects import is_separator
from catalog.models import DatasetVersion
from catalog.splitting import check_split, split_as_told
from catalog.telling import KINDS, ROLES

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251")
DELIMITERS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("bar"),
    " ": gettext_lazy("blank"),
}
OF_TEXT = ("text", "integer", "number", "boolean", "date", "timestamp")  # what can be read out of a table of texts
SEVERAL = ("labels", "value", "group", "")  # roles that more than one column may have
# What a shape can't be without: one of each of these.
NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "texts": (("text",),),
    "pairs": (("text",), ("second",)),
    "tagged": (("tokens",), ("tags",)),
    "raw": (("text",),),
    "pictures": (("picture",),),
    "boxes": (("picture",), ("boxes",)),
    "series": (("time",),),
    "chats": (("messages", "prompt"),),
}


def kinds_for(guess: Guess, column: Column) -> tuple[str, ...]:
    """The kinds that a column may be said to have: those of a table of texts are read out of it, others are given."""
    of_texts = guess.dialect.get("table", guess.format) == "csv" and column not in made_columns(guess)
    return OF_TEXT if of_texts and column.kind in OF_TEXT else (column.kind,)


def encodings_for(guess: Guess) -> list[str]:
    """The encodings to choose from, the guessed one among them; none where the format has none."""
    if not guess.encoding:
        return []
    return list(dict.fromkeys([guess.encoding, *ENCODINGS]))


def corrected(guess: Guess, told: Mapping[str, Any]) -> Guess:
    """The guess with what is told: shape, encoding, delimiter, header, `split`, and `columns` with name, kind and role.

    Raises:
        ValidationError: what is told fits neither the file nor itself.
    """
    columns = _columns(guess, told.get("columns", []))
    shape = told.get("shape") or guess.shape
    if shape not in DatasetVersion.Shape.values:
        raise ValidationError({"shape": _("There is no shape “%(shape)s”.") % {"shape": shape}})
    dialect = guess.dialect
    if (delimiter := told.get("delimiter")) and "delimiter" in dialect:
        if not is_separator(delimiter):
            words = _("One sign separates values, as a comma, a semicolon or a tab.")
            raise ValidationError({"delimiter": words})
        dialect = dialect | {"delimiter": delimiter}
    if "header" in told and "header" in dialect:
        dialect = dialect | {"header": bool(told["header"])}
    encoding = told.get("encoding") or guess.encoding
    if encoding != guess.encoding and encoding not in encodings_for(guess):
        raise ValidationError({"encoding": _("There is no encoding “%(name)s” to choose.") % {"name": encoding}})
    split = split_as_told(guess.split, told.get("split", {}))
    return replace(guess, columns=columns, shape=shape, dialect=dialect, encoding=encoding, split=split)


def check_shape(guess: Guess) -> None:
    """Raises ValidationError where the columns don't make the shape."""
    times = Counter(column.role for column in guess.columns)
    twice = next((role for role, count in times.items() if count > 1 and role not in SEVERAL), None)
    if twice is not None:
        words = _("More than one column is “%(role)s”. Choose one.")
        raise ValidationError({"columns": words % {"role": ROLES[twice]}})
    if unfit := next((each for each in guess.columns if each.role == "label" and each.kind not in OF_TEXT), None):
        words = _("Column “%(name)s” holds no labels but %(kind)s. Choose another column.")
        raise ValidationError({"columns": words % {"name": unfit.name, "kind": KINDS[unfit.kind]}})
    for one_of in NEEDS.get(guess.shape, ()):
        if not any(times[role] for role in one_of):
            words = _("For the shape “%(shape)s” a column must be “%(role)s”. Choose it, or another shape.")
            said = {"shape": DatasetVersion.Shape(guess.shape).label, "role": ROLES[one_of[0]]}
            raise ValidationError({"shape": words % said})


def check_whole(guess: Guess) -> None:
    """Raises ValidationError where the columns make neither the shape nor the split."""
    check_shape(guess)
    check_split(guess)


def is_read_otherwise(before: Guess, after: Guess) -> bool:
    """Whether the file has to be looked at anew, for its columns may be others."""
    return (before.encoding, before.dialect) != (after.encoding, after.dialect)


def _columns(guess: Guess, told: list[dict[str, Any]]) -> list[Column]:
    by_name = {each.get("name"): each for each in told}
    if unknown := [name for name in by_name if name not in {column.name for column in guess.columns}]:
        raise ValidationError({"columns": _("There is no column “%(name)s”.") % {"name": unknown[0]}})
    return [_column(guess, column, by_name.get(column.name, {})) for column in guess.columns]


def _column(guess: Guess, column: Column, told: dict[str, Any]) -> Column:
    kind, role = told.get("kind", column.kind), told.get("role", column.role)
    if kind not in kinds_for(guess, column):
        words = _("Column “%(name)s” can't be read as “%(kind)s”.")
        raise ValidationError({"columns": words % {"name": column.name, "kind": KINDS.get(kind, kind)}})
    if role not in ROLES:
        raise ValidationError({"columns": _("There is no role “%(role)s”.") % {"role": role}})
    return replace(column, kind=kind, role=role)
