"""JSON that a database keeps and a check can walk through: not too deep, not too large, all of it finite."""

import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from catalog.formats.schema import UNSHOWABLE

MOST_LETTERS = 64 * 1024
MOST_LEVELS = 16


class Fault(NamedTuple):
    """Something that is wrong with what a standard says; `standards.words` says it in the reader's language."""

    code: str
    params: dict[str, Any]


def read(text: str) -> Any:
    """What a person wrote as JSON.

    Raises:
        ValueError: it is none; the message says where.
    """
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError as deep:
        raise ValueError("It is nested too deep.") from deep


def faults_of_json(value: Any) -> Iterator[Fault]:
    """Why it can't be kept, if it can't."""
    if _levels(value) > MOST_LEVELS:
        yield Fault("too_deep", {"most": MOST_LEVELS})
        return
    if not all(_is_finite(number) for number in _numbers(value)):
        yield Fault("not_finite", {})
        return
    written = json.dumps(value, ensure_ascii=False)
    if len(written) > MOST_LETTERS:
        yield Fault("too_long", {"letters": len(written), "most": MOST_LETTERS})
    elif UNSHOWABLE.search(written) or "\\u0000" in written:
        yield Fault("unshowable", {})


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number that JSON knows.")


def _parts(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _levels(value: Any) -> int:
    level, here = 0, [value]
    while here and level <= MOST_LEVELS:
        level, here = level + 1, [part for each in here for part in _parts(each)]
    return level


def _numbers(value: Any) -> Iterator[int | float]:
    if isinstance(value, int | float):
        yield value
    for part in _parts(value):
        yield from _numbers(part)


def _is_finite(number: int | float) -> bool:
    return abs(number) < 10**300 if isinstance(number, int) else math.isfinite(number)
