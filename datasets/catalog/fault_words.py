"""The sentences for what `catalog.formats` finds: what is wrong, where, and what to do; or what was mended."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.formats import Fault

WORDS: dict[str, Promise] = {
    "empty": _("%(file)s is empty. Its first line must name the columns, and each line below it is one row."),
    "no_rows": _("%(file)s names its columns but has no rows below them. Add a row for each example."),
    "more": _("%(file)s: %(count)s more places are as wrong. Mend these first, then bring the file again."),
    "unreadable": _("%(file)s can't be read: %(why)s. Save it again in the program that made it."),
    "encoding_unknown": _("%(file)s: there is no encoding “%(encoding)s”. Choose one of the list, as UTF-8."),
    "header_not_encoded": _(
        "%(file)s, first line, column “%(column)s”: the name is not written in %(encoding)s. Choose the file's "
        "encoding, or save it as UTF-8 (spreadsheets call it “CSV UTF-8”)."
    ),
    "not_encoded": _(
        "%(file)s, row %(row)s (line %(line)s), column “%(column)s”: the value is not written in %(encoding)s. Choose "
        "the file's encoding, or save it as UTF-8 (spreadsheets call it “CSV UTF-8”)."
    ),
    "nul": _(
        "%(file)s, row %(row)s (line %(line)s), column “%(column)s”: the value holds a NUL character. "
        "Remove it, or save the file again as UTF-8 text."
    ),
    "ragged": _(
        "%(file)s, row %(row)s (line %(line)s): it has %(values)s values, but there are %(columns)s columns. "
        'Put " around values that hold a separator.'
    ),
    "quotes": _(
        "%(file)s, row %(row)s (line %(line)s): the quotation marks don't match. Put \" around values that hold a "
        'separator or a line break, and write "" for a quotation mark inside them.'
    ),
    "row_too_long": _(
        "%(file)s, row %(row)s (line %(line)s): the row is longer than %(limit)s MB. Usually a quotation mark is "
        "opened there or above and never closed; else shorten its values."
    ),
    "too_many_columns": _(
        "%(file)s, first line: there are %(columns)s columns, and %(limit)s are read at most. Write fewer columns and "
        "more rows."
    ),
    "column_named": _("%(file)s, first line: column %(at)s has no name and is called “%(name)s”."),
    "column_renamed": _(
        "%(file)s, first line, column %(at)s: a column before it is called “%(column)s” too, so it is called "
        "“%(again)s”."
    ),
    "kept_as_text": _(
        "%(file)s, row %(row)s, column “%(column)s”: “%(value)s” is no %(kind)s, so the column is kept as text. Mend "
        "the value, or leave the cell empty, to have a column of that kind."
    ),
}

KINDS: dict[str, Promise] = {
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("true or false"),
    "date": _("date"),
    "timestamp": _("moment"),
}


def tell(fault: Fault) -> str:
    """What `fault` says, in the reader's language."""
    params = dict(fault.params)
    if kind := KINDS.get(str(params.get("kind"))):
        params["kind"] = str(kind)
    return str(WORDS[fault.code]) % params
