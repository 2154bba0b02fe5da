"""JSON's values: their kinds, and what is kept of them."""

import json
import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from catalog.formats.kinds import WrongKind, kind_of

SPEAKERS = {"human": "user", "gpt": "assistant", "bot": "assistant", "model": "assistant"}
WIDER = {"boolean": "text", "integer": "number", "number": "text", "date": "timestamp", "timestamp": "text"}

Convert = Callable[[Any], Any]


def kind_of_values(values: list[Any]) -> str:
    """The kind of JSON's values, those that are missing aside; whatever has no kind of its own is kept as text."""
    kinds = {_kind(value) for value in values if value is not None}
    if kinds == {"messages", "list"} and all(value == [] for value in values if value and _kind(value) == "list"):
        return "messages"  # an empty list is one of anything
    if kinds == {"integer", "number"}:
        return "number"
    if kinds == {"text"}:
        said = [value for value in values if value]
        kind = kind_of(said) if all(isinstance(value, str) for value in said) else "text"  # numbers beyond 64 bits
        return kind if kind in ("date", "timestamp") else "text"
    return kinds.pop() if len(kinds) == 1 and kinds <= CONVERT.keys() else "text"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if -(2**63) <= value < 2**63 else "text"
    if isinstance(value, float):
        return "number"
    if isinstance(value, list):
        if value and all(map(_is_message, value)):
            return "messages"
        return "list" if all(isinstance(each, str | int) for each in value) else "nested"
    return "text" if isinstance(value, str) else "nested"


def _is_message(value: Any) -> bool:
    """As {"role": …, "content": …}, or as ShareGPT writes it: {"from": …, "value": …}."""
    return isinstance(value, dict) and (
        (isinstance(value.get("role"), str) and isinstance(value.get("content"), str))
        or (isinstance(value.get("from"), str) and isinstance(value.get("value"), str))
    )


def wider(kind: str, value: Any) -> str:
    """The narrowest kind, from `kind` on, that `value` fits."""
    while kind != "text":
        try:
            CONVERT[kind](value)
        except WrongKind:
            kind = WIDER.get(kind, "text")
        else:
            return kind
    return kind


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _only(*types: type) -> Convert:
    def convert(value: Any) -> Any:
        if type(value) not in types:
            raise WrongKind
        return value

    return convert


def _integer(value: Any) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise WrongKind
    return value


def _number(value: Any) -> float | None:
    if type(value) not in (int, float):
        raise WrongKind
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        raise WrongKind from None


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value.replace("/", "-"))
    except (AttributeError, ValueError):
        raise WrongKind from None
    if moment.tzinfo:
        raise WrongKind  # a zone would be lost
    return moment


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongKind from None


def _list(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str | int) for each in value):
        raise WrongKind
    return [str(each) for each in value]


def _messages(value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list) or not all(map(_is_message, value)):
        raise WrongKind
    return [_message(each) for each in value]


def _message(value: dict[str, Any]) -> dict[str, str]:
    said = value.get("role") or value["from"]
    return {"role": SPEAKERS.get(said, said), "content": value["content"] if "content" in value else value["value"]}


CONVERT: dict[str, Convert] = {
    "text": as_text,
    "boolean": _only(bool),
    "integer": _integer,
    "number": _number,
    "date": _day,
    "timestamp": _moment,
    "list": _list,
    "messages": _messages,
}
