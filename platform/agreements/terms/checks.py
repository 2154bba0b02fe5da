"""What one value of the terms may be, said once: as sentences for people, and as JSON Schema for programs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from agreements.terms.faults import Fault

Faults = Iterator[Fault]
LONGEST_LIST = 200


@dataclass(frozen=True)
class Check:
    """What may stand in a place: `faults` takes the value and its path, `schema` is the same in JSON Schema.

    The schema never refuses what `faults` lets pass; a few things only `faults` can say. An object may lack what is not
    `required`.
    """

    faults: Callable[[object, str], Faults]
    schema: Mapping[str, Any]
    required: bool = True


def object_of(**parts: Check) -> Check:
    """An object with exactly these parts, all of them that are required."""

    def faults(value: object, path: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault(path, _("%(path)s: an object is expected here."))
            return
        for name, part in parts.items():
            inner = f"{path}.{name}" if path else name
            if name in value:
                yield from part.faults(value[name], inner)
            elif part.required:
                yield Fault(inner, _("%(path)s: this part is missing."))
        for name in sorted(value.keys() - parts.keys(), key=str):
            yield Fault(f"{path}.{name}" if path else str(name), _("%(path)s: terms have no such part."))

    return Check(
        faults,
        {
            "type": "object",
            "properties": {name: part.schema for name, part in parts.items()},
            "required": [name for name, part in parts.items() if part.required],
            "additionalProperties": False,
        },
    )


def optional(check: Check) -> Check:
    """What the check says, of a part that came later: terms signed before have none, and ask nothing by it."""
    return replace(check, required=False)


def list_of(item: Check, *, at_least: int = 0) -> Check:
    """A list whose items pass the check, none of them twice."""

    def faults(value: object, path: str) -> Faults:
        if not isinstance(value, list):
            yield Fault(path, _("%(path)s: a list is expected here."))
            return
        if len(value) < at_least:
            yield Fault(path, _("%(path)s: the list is too short; at least %(count)s needed."), count=at_least)
        if len(value) > LONGEST_LIST:
            yield Fault(path, _("%(path)s: the list is too long; at most %(count)s are possible."), count=LONGEST_LIST)
            return
        for place, one in enumerate(value):
            yield from item.faults(one, f"{path}[{place}]")
            if one in value[:place] and isinstance(one, str):
                yield Fault(f"{path}[{place}]", _("%(path)s: “%(value)s” stands here twice."), value=shown(one))
            elif one in value[:place]:
                yield Fault(f"{path}[{place}]", _("%(path)s: the same stands above already."))

    return Check(
        faults,
        {
            "type": "array",
            "items": item.schema,
            "minItems": at_least,
            "maxItems": LONGEST_LIST,
            "uniqueItems": True,
        },
    )


def one_of(*choices: str | int) -> Check:
    """One of the choices."""

    def faults(value: object, path: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in choices:
            yield Fault(
                path,
                _("%(path)s: “%(value)s” can't stand here; choose from: %(choices)s."),
                value=shown(value),
                choices=", ".join(map(str, choices)),
            )

    return Check(faults, {"enum": list(choices)})


def or_null(check: Check) -> Check:
    """What the check says, or null."""

    def faults(value: object, path: str) -> Faults:
        if value is not None:
            yield from check.faults(value, path)

    return Check(faults, {"anyOf": [check.schema, {"type": "null"}]})


def whole(low: int, high: int) -> Check:
    """A whole number from low to high."""

    def faults(value: object, path: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield Fault(
                path, _("%(path)s: a whole number from %(low)s to %(high)s is expected here."), low=low, high=high
            )

    return Check(faults, {"type": "integer", "minimum": low, "maximum": high})


def _yes_or_no(value: object, path: str) -> Faults:
    if not isinstance(value, bool):
        yield Fault(path, _("%(path)s: true or false is expected here."))


yes_or_no = Check(_yes_or_no, {"type": "boolean"})


def shown(value: object) -> str:
    """The value as a sentence can name it."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
