"""What is wrong with a recipe: a code and its sentence, which the site translates; nothing here knows Django."""

from typing import Any


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


WORDS = {
    "no_column": _("There is no column “%(column)s”. Choose one of: %(columns)s."),
    "two_steps": _("“%(column)s” has two steps. Leave one of them."),
    "not_there": _("Rows can’t be compared by %(columns)s: that is not in the new table."),
    "no_quasi": _("Say by which columns rows are compared, or leave none out."),
    "no_sensitive": _("Diversity is of a sensitive column: name one."),
    "sensitive_is_quasi": _("Rows are compared by “%(column)s”: that can’t be the sensitive column, too."),
    "count": _("“%(value)s” is no number of rows. Write a whole number from 0 on."),
    "shape": _("A recipe has “steps”, each with “column”, “deed” and “options”; “quasi” is a list of columns."),
    "nothing": _("This recipe changes nothing. Choose what becomes of a column, or which rows go."),
    "everything": _("This recipe leaves no column. Keep one."),
    "no_deed": _("“%(column)s”: nothing is called “%(deed)s”. Choose one of: %(deeds)s."),
    "no_setting": _("“%(column)s”: %(deed)s has no setting %(names)s."),
    "say": _("“%(column)s”: say %(names)s of %(deed)s."),
    "unfit": _("“%(column)s”: %(value)s is no %(name)s of %(deed)s."),
    "no_number": _("“%(column)s” holds what is no number. Group or truncate it instead."),
    "no_day": _("“%(column)s” holds a day that is not written 2026-11-29. Drop or suppress it instead."),
    "nested": _("“%(column)s” holds lists or pictures. Drop or suppress it."),
    "no_row": _("No row is left. Ask for fewer rows that agree, or make columns coarser."),
}


class RecipeError(ValueError):
    """A recipe that can't be carried out on this table; says which step, and what to do."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(WORDS[code] % params)
        self.code, self.params = code, params
