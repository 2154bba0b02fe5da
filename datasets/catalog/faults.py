"""The sentences for what can be wrong with a table: file, row, column, and what to do."""

import csv
import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_SURROGATE = re.compile("[\udc80-\udcff]")
_SHOWN = 60  # letters of a value that a sentence repeats


class Where(NamedTuple):
    """A row by its number below the column names, and the line of the file on which it ends."""

    name: str
    row: int
    line: int


def is_not_utf8(value: str) -> bool:
    """Whether bytes that aren't UTF-8 were met while this value was decoded."""
    return _SURROGATE.search(value) is not None


def looks_like_utf16(content: bytes) -> bool:
    """Whether a spreadsheet saved this as “Unicode text”."""
    return content[:2] in (b"\xff\xfe", b"\xfe\xff")


def utf16(name: str) -> str:
    """The file as a whole is in UTF-16."""
    return _("%(name)s, row 1: the file is written in UTF-16. Save it as UTF-8 (spreadsheets call it “CSV UTF-8”).") % {
        "name": name
    }


def too_large(name: str, largest: int) -> str:
    """The file would not fit into the memory of the checks."""
    return _("%(name)s is larger than %(largest)s MB. Bring it in parts, as several datasets.") % {
        "name": name,
        "largest": largest >> 20,
    }


def empty(name: str) -> str:
    """There is nothing in the file."""
    return _("%(name)s is empty. Its first line must name the columns, and each line below it is one row.") % {
        "name": name
    }


def no_rows(name: str) -> str:
    """There are column names and nothing else."""
    return _("%(name)s names its columns but has no rows below them. Add a row for each text and its label.") % {
        "name": name
    }


def unreadable(name: str, line: int, fault: csv.Error) -> str:
    """The reader of CSV gave up."""
    if "field larger" in str(fault):
        return _(
            "%(name)s, line %(line)s: a value is longer than %(limit)s characters. "
            "Usually a quotation mark is opened there or above and never closed."
        ) % {"name": name, "line": line, "limit": csv.field_size_limit()}
    return _(
        "%(name)s, line %(line)s: the quotation marks don't match. Put \" around values that hold a separator or a "
        'line break, and write "" for a quotation mark inside them.'
    ) % {"name": name, "line": line}


def header_not_utf8(name: str, column: str) -> str:
    """A column's name isn't UTF-8."""
    return _(
        "%(name)s, first line, column “%(column)s”: the name is not written in UTF-8. "
        "Save the file as UTF-8 (spreadsheets call it “CSV UTF-8”)."
    ) % {"name": name, "column": _SURROGATE.sub("�", column)}


def header_empty(name: str, at: int) -> str:
    """A column has no name."""
    return _("%(name)s, first line: column %(at)s has no name. Name it, or remove the column.") % {
        "name": name,
        "at": at,
    }


def header_twice(name: str, column: str) -> str:
    """Two columns have one name."""
    return _("%(name)s, first line: more than one column is called “%(column)s”. Rename one of them.") % {
        "name": name,
        "column": column,
    }


def missing_column(name: str, column: str, columns: list[str]) -> str:
    """The column that was asked for isn't there."""
    return _("%(name)s has no column “%(column)s”. It has: %(columns)s. Choose one of these.") % {
        "name": name,
        "column": column,
        "columns": ", ".join(f"“{_SURROGATE.sub('�', each)}”" for each in columns),
    }


def same_column(name: str, column: str) -> str:
    """Text and label are one column."""
    return _("%(name)s: “%(column)s” can't be both the text and the label. Choose two columns.") % {
        "name": name,
        "column": column,
    }


def ragged(where: Where, values: int, columns: int) -> str:
    """A row has more or fewer values than there are columns."""
    return _(
        "%(name)s, row %(row)s (line %(line)s): it has %(values)s values, but there are %(columns)s columns. "
        'Put " around values that hold a separator.'
    ) % {**where._asdict(), "values": values, "columns": columns}


def not_utf8(where: Where, column: str) -> str:
    """A value isn't UTF-8."""
    return _(
        "%(name)s, row %(row)s (line %(line)s), column “%(column)s”: the value is not written in UTF-8. "
        "Save the file as UTF-8 (spreadsheets call it “CSV UTF-8”)."
    ) % {**where._asdict(), "column": column}


def nul(where: Where, column: str) -> str:
    """A value holds a NUL."""
    return _(
        "%(name)s, row %(row)s (line %(line)s), column “%(column)s”: the value holds a NUL character. "
        "Remove it, or save the file again as UTF-8 text."
    ) % {**where._asdict(), "column": column}


def empty_value(where: Where, column: str) -> str:
    """A text or a label is missing."""
    return _(
        "%(name)s, row %(row)s (line %(line)s), column “%(column)s”: the value is empty. Fill it in or remove the row."
    ) % {**where._asdict(), "column": column}


def one_class(name: str, column: str, label: str) -> str:
    """There is nothing to tell apart."""
    return _("%(name)s, column “%(column)s”: every row says “%(label)s”. Add rows of at least one other class.") % {
        "name": name,
        "column": column,
        "label": _short(label),
    }


def small_class(name: str, row: int, column: str, label: str, texts: int, needed: int) -> str:
    """A class can't be learned, checked and measured."""
    return ngettext(
        "%(name)s, row %(row)s, column “%(column)s”: “%(label)s” has %(texts)s text only, and a class needs at least "
        "%(needed)s different ones. Add rows of this class, or give its rows another label.",
        "%(name)s, row %(row)s, column “%(column)s”: “%(label)s” has %(texts)s different texts, and a class needs at "
        "least %(needed)s. Add rows of this class, or give its rows another label.",
        texts,
    ) % {"name": name, "row": row, "column": column, "label": _short(label), "texts": texts, "needed": needed}


def more_small_classes(name: str, column: str, more: int) -> str:
    """The rest of a long list of small classes."""
    return _("%(name)s, column “%(column)s”: %(more)s more classes are as small. Does this column hold the labels?") % {
        "name": name,
        "column": column,
        "more": more,
    }


def same_rows(name: str, number: int) -> str:
    """What should be a new version is the one before."""
    return _("%(name)s holds the same rows as version %(number)s. Choose the file with the changes.") % {
        "name": name,
        "number": number,
    }


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 1]}…"
