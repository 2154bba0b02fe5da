"""What of a version's rows one wants to see: words, and what one column holds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from catalog.profiling.finding import Wanted
from catalog.telling import NUMBERS

TIMES = ("date", "timestamp")
TESTS = {
    "is": gettext_lazy("is"),
    "contains": gettext_lazy("contains"),
    "least": gettext_lazy("is at least"),
    "most": gettext_lazy("is at most"),
    "missing": gettext_lazy("is missing"),
}


class RowsForm(forms.Form):
    """Everything is optional; a column is asked with a test, and all tests but one with a value."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    column = forms.ChoiceField(label=gettext_lazy("Column"), required=False)
    test = forms.ChoiceField(label=gettext_lazy("Condition"), required=False, choices=list(TESTS.items()))
    value = forms.CharField(label=gettext_lazy("Value"), required=False, max_length=200)

    def __init__(self, asked: Mapping[str, Any], *, columns: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(asked)
        self._kinds = {column["name"]: column["kind"] for column in columns}
        field = self.fields["column"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("any column")), *((name, name) for name in self._kinds)]

    def clean(self) -> dict[str, Any]:
        """Whether the column can be asked that, and the value be compared with its values."""
        told = super().clean() or {}
        column, test, value = (told.get(name, "") for name in ("column", "test", "value"))
        if value and not column and "column" not in self.errors:
            self.add_error("column", gettext("Say which column has this value, or write it among the words."))
        if not column or self.errors:
            return told
        try:
            told["wanted"] = _wanted(self._kinds[column], test or "is", value)
        except ValidationError as error:
            self.add_error("value", error)
        return told

    @property
    def wanted(self) -> Wanted:
        """What is asked for; call it on a form without faults."""
        test, value = self.cleaned_data.get("wanted", ("", ""))
        return Wanted(self.cleaned_data["q"], self.cleaned_data["column"], test, value)

    @property
    def query(self) -> dict[str, str]:
        """The same again, for the address of another page."""
        return {name: value for name in self.fields if (value := self.data.get(name, ""))}

    def address(self, **more: str) -> str:
        """The beginning of the address of another page, with `more` in it."""
        told = self.query | {name: value for name, value in more.items() if value}
        return f"{urlencode(told)}&" if told else ""


def _wanted(kind: str, test: str, value: str) -> tuple[str, str | float]:
    """One of `catalog.profiling.finding.TESTS` and its value. Raises ValidationError."""
    if test == "missing":
        return test, ""
    if not value:
        raise ValidationError(gettext("Write the value, or ask for rows in which it is missing."))
    if test == "contains":
        return test, value
    if kind in NUMBERS:
        return ("equals" if test == "is" else test), _number(value)
    if test == "is":
        return test, value.lower() if kind == "boolean" else value
    if kind not in TIMES:
        raise ValidationError(gettext("Only numbers and dates are at least or at most something."))
    return ("from", _moment(value).isoformat(" ")) if test == "least" else ("until", _end(value).isoformat(" "))


def _number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ValidationError(gettext("“%(value)s” is not a number. Write it like 12 or 3.5.") % {"value": value})
    return number


def _moment(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        said = gettext("“%(value)s” is not a date. Write it like 2026-11-29.") % {"value": value}
        raise ValidationError(said) from None


def _end(value: str) -> datetime:
    """The moment after the last one that is meant: a day counts whole."""
    try:
        date.fromisoformat(value)
    except ValueError:
        last = timedelta(microseconds=1)
    else:
        last = timedelta(days=1)
    moment = _moment(value)
    try:
        return moment + last
    except OverflowError:  # the last day there is
        return moment
