"""What one value of the terms may be: each check takes the value and its path, and yields a sentence for each fault."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from agreements.duo import CODES

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")
LONGEST_WORDS = 4000
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

Faults = Iterator[str]
Check = Callable[[object, str], Faults]


def object_of(value: object, path: str, **parts: Check) -> Faults:
    """An object with exactly these parts."""
    if not isinstance(value, dict):
        yield _("%(path)s: an object is expected here.") % {"path": path or "terms"}
        return
    for name, check in parts.items():
        inner = f"{path}.{name}" if path else name
        if name in value:
            yield from check(value[name], inner)
        else:
            yield _("%(path)s: this part is missing.") % {"path": inner}
    for name in sorted(value.keys() - parts.keys(), key=str):
        yield _("%(path)s: terms have no such part.") % {"path": f"{path}.{name}" if path else name}


def list_of(check: Check, *, at_least: int) -> Check:
    """A list whose items pass the check, none of them twice."""

    def checked(value: object, path: str) -> Faults:
        if not isinstance(value, list):
            yield _("%(path)s: a list is expected here.") % {"path": path}
            return
        if len(value) < at_least:
            yield _("%(path)s: the list is too short; at least %(count)s needed.") % {"path": path, "count": at_least}
        for place, item in enumerate(value):
            yield from check(item, f"{path}[{place}]")
            if isinstance(item, str) and item in value[:place]:
                yield _("%(path)s: “%(value)s” stands here twice.") % {"path": f"{path}[{place}]", "value": item}

    return checked


def one_of(*choices: str | int) -> Check:
    """One of the choices."""

    def checked(value: object, path: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in choices:
            yield _("%(path)s: “%(value)s” can't stand here; choose from: %(choices)s.") % {
                "path": path,
                "value": _shown(value),
                "choices": ", ".join(map(str, choices)),
            }

    return checked


def or_null(check: Callable[[object, str], Faults]) -> Check:
    """What the check says, or null."""

    def checked(value: object, path: str) -> Faults:
        if value is not None:
            yield from check(value, path)

    return checked


def whole(low: int, high: int) -> Check:
    """A whole number from low to high."""

    def checked(value: object, path: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield _("%(path)s: a whole number from %(low)s to %(high)s is expected here.") % {
                "path": path,
                "low": low,
                "high": high,
            }

    return checked


def anything(value: object, path: str) -> Faults:  # noqa: ARG001
    """Whatever stands here: what stands beside it is faulty already."""
    yield from ()


def slug(value: object, path: str) -> Faults:
    """A name as in an address."""
    if not isinstance(value, str) or not SLUG.fullmatch(value):
        yield _("%(path)s: a name as it stands in an address is expected here, such as “plant-notes”.") % {"path": path}


def duo_code(value: object, path: str) -> Faults:
    """A code of the Data Use Ontology."""
    if not isinstance(value, str) or value not in CODES:
        yield _("%(path)s: “%(value)s” is not a code of the Data Use Ontology, such as DUO:0000042.") % {
            "path": path,
            "value": _shown(value),
        }


def yes_or_no(value: object, path: str) -> Faults:
    """True or false."""
    if not isinstance(value, bool):
        yield _("%(path)s: true or false is expected here.") % {"path": path}


def day(value: object, path: str) -> Faults:
    """A day as 2026-12-31."""
    try:
        known = isinstance(value, str) and date.fromisoformat(value).isoformat() == value and "2000" <= value < "3000"
    except ValueError:
        known = False
    if not known:
        yield _("%(path)s: “%(value)s” is not a day; write it as 2026-12-31.") % {"path": path, "value": _shown(value)}


def sentence(value: object, path: str) -> Faults:
    """One paragraph. A line break would let free words pass for a clause of their own, and an invisible or
    direction-changing character would make the signed text read otherwise than it stands."""
    if not isinstance(value, str) or not value.strip():
        yield _("%(path)s: some words are expected here.") % {"path": path}
    elif len(value) > LONGEST_WORDS:
        yield _("%(path)s: at most %(count)s characters are possible here.") % {"path": path, "count": LONGEST_WORDS}
    elif any(unicodedata.category(character) in UNSEEN for character in value):
        yield _("%(path)s: line breaks and invisible characters can't stand here.") % {"path": path}


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
