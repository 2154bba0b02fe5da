"""The single values that terms are made of: names in addresses, codes, days, words, numbers in text."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from agreements.duo import CODES
from agreements.terms.checks import Check, Faults, shown
from agreements.terms.faults import Fault
from agreements.terms.licences import LICENCES
from agreements.terms.regions import REGIONS

LONGEST_WORDS = 4000
LONGEST_NAME = 100
LONGEST_COLUMN = 200
# Controls, formats (direction marks among them), halves of surrogates, and the separators of lines and paragraphs.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def written_as(pattern: str, sentence: StrOrPromise) -> Check:
    """Text of one form. `sentence` has the place %(value)s for what stands there instead."""
    form = re.compile(pattern)

    def faults(value: object, path: str) -> Faults:
        if not isinstance(value, str) or not form.fullmatch(value):
            yield Fault(path, str(sentence), value=shown(value))

    return Check(faults, {"type": "string", "pattern": f"^(?:{pattern})$"})


def out_of(known: Collection[str], sentence: StrOrPromise) -> Check:
    """One of a list too long for a sentence to tell."""

    def faults(value: object, path: str) -> Faults:
        if not isinstance(value, str) or value not in known:
            yield Fault(path, str(sentence), value=shown(value))

    return Check(faults, {"type": "string", "enum": list(known)})


slug = written_as(
    r"[-a-zA-Z0-9_]{1,200}",
    gettext_lazy("%(path)s: a name as it stands in an address is expected here, such as “plant-notes”."),
)
person = written_as(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    gettext_lazy("%(path)s: “%(value)s” is not the identifier of a person."),
)
disease = written_as(
    r"MONDO:[0-9]{7}", gettext_lazy("%(path)s: “%(value)s” is not a code of MONDO, such as MONDO:0005148.")
)
duo_code = out_of(
    CODES, gettext_lazy("%(path)s: “%(value)s” is not a code of the Data Use Ontology, such as DUO:0000042.")
)
region = out_of(REGIONS["en"], gettext_lazy("%(path)s: “%(value)s” is not a country's code of ISO 3166, such as NO."))
licence = out_of(
    LICENCES, gettext_lazy("%(path)s: “%(value)s” is not a licence's SPDX identifier, such as Apache-2.0.")
)


def _day(value: object, path: str) -> Faults:
    try:
        known = isinstance(value, str) and date.fromisoformat(value).isoformat() == value and "2000" <= value < "3000"
    except ValueError:
        known = False
    if not known:
        yield Fault(path, _("%(path)s: “%(value)s” is not a day; write it as 2026-12-31."), value=shown(value))


day = Check(
    _day, {"type": "string", "format": "date", "pattern": "^2[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
)


def decimal(sentence: StrOrPromise, fits: Callable[[Decimal], bool]) -> Check:
    """A number in plain decimal writing, as text: floats would make the signed bytes depend on who writes them."""
    form = written_as(r"(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,12})?", sentence)

    def faults(value: object, path: str) -> Faults:
        wrong = list(form.faults(value, path))
        yield from wrong
        if not wrong and not fits(Decimal(str(value))):
            yield Fault(path, str(sentence), value=shown(value))

    return Check(faults, form.schema)


epsilon = decimal(
    gettext_lazy("%(path)s: “%(value)s” is not a number above 0, written as text such as “2” or “0.5”."),
    lambda number: number > 0,
)
delta = decimal(
    gettext_lazy("%(path)s: “%(value)s” is not a number from 0 to below 1, written as text such as “0.00001”."),
    lambda number: number < 1,
)


def paragraph(longest: int) -> Check:
    """One paragraph. A line break would let free words pass for a clause of their own, and an invisible or
    direction-changing character would make the signed text read otherwise than it stands."""

    def faults(value: object, path: str) -> Faults:
        if not isinstance(value, str) or not value.strip():
            yield Fault(path, _("%(path)s: some words are expected here."))
        elif len(value) > longest:
            yield Fault(path, _("%(path)s: at most %(count)s characters are possible here."), count=longest)
        elif any(unicodedata.category(character) in UNSEEN for character in value):
            yield Fault(path, _("%(path)s: line breaks and invisible characters can't stand here."))

    return Check(
        faults, {"type": "string", "maxLength": longest, "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$", "minLength": 1}
    )


sentence = paragraph(LONGEST_WORDS)
name = paragraph(LONGEST_NAME)
column = paragraph(LONGEST_COLUMN)
