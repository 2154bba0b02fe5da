"""The kinds of notices there are, and their sentences; the apps above register theirs when they are ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from notifications.models import Mail


@dataclass(frozen=True)
class Kind:
    """What people choose mail and filter by.

    `sentences` has one for each deed; in it %(thing)s is what the notice is about, and the rest its params.
    `leads_to` gives the address of what is told, from the thing and the params, where that is not the thing's own page.
    `attaches` makes a file that is mailed with it (name, bytes, type), from the thing, the deed and who reads it.
    """

    code: str
    label: Promise
    icon: str
    mail: Mail
    sentences: Mapping[str, Promise]
    leads_to: Callable[[Any, Mapping[str, Any]], str] | None = None
    attaches: Callable[[Any, str, Any], tuple[str, bytes, str]] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known under its code."""
    _kinds[kind.code] = kind


def known() -> list[Kind]:
    """Every kind, in the order in which they were registered."""
    return list(_kinds.values())


def kind_of(code: str) -> Kind:
    """The kind with this code."""
    return _kinds[code]


def sentence(kind: str, verb: str, thing: str, params: Mapping[str, Any]) -> str:
    """What the notice says, in the language of the moment."""
    return str(kind_of(kind).sentences[verb]) % {**params, "thing": thing}
