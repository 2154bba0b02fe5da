"""The deeds of a recipe on the values of a column."""

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from privacy.recipes.faults import RecipeError
from privacy.recipes.steps import Step
from privacy.scanning.letters import letters, tells, whole
from privacy.scanning.recognise import PERSONAL, recognise

HASH_LETTERS = 32  # 128 bits of HMAC-SHA-256: no two of 10^12 values meet
PSEUDONYMS = 10**9  # nine digits: far more than a table has different values

Apply = Callable[[pa.Array], pa.Array]


def deed_of(step: Step, key: bytes) -> Apply:
    """The function that a step is; one for all batches of a table, since pseudonyms go on from batch to batch."""
    apply = _deed(step, key)

    def careful(values: pa.Array) -> pa.Array:
        if step.deed != "suppress" and (pa.types.is_nested(values.type) or pa.types.is_binary(values.type)):
            raise RecipeError("nested", column=step.column)
        return apply(values)

    return careful


def _deed(step: Step, key: bytes) -> Apply:
    if step.deed == "generalise":
        return lambda values: _ranges(values, step)
    if step.deed == "coarsen_date":
        return lambda values: _coarser(values, step)
    if step.deed == "suppress":
        return lambda values: pa.nulls(len(values), values.type)
    if step.deed == "pseudonym":
        return Pseudonyms(key, step.option("prefix"))
    of_text: dict[str, Callable[[str], str]] = {
        "mask": lambda text: _mask(text, int(step.option("keep_last"))),
        "mask_found": mask_found,
        "hash": lambda text: keyed_hash(text, key),
        "truncate": lambda text: "".join(letters(text)[: int(step.option("keep"))]),
        "group": lambda text: str(step.option("into").get(text, text)),
    }
    return lambda values: _each(values, of_text[step.deed])


def keyed_hash(text: str, key: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104): nobody without the key tells which value it was, not even by trying all of them."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:HASH_LETTERS]


def mask_found(text: str) -> str:
    """`text` with the kind of what was found in the place of it."""
    told, at = [], 0
    for hit in recognise(text):
        if hit.kind in PERSONAL:
            start, end = whole(text, hit.start, hit.end)
            told += [text[at:start], f"[{hit.kind}]"]
            at = end
    return "".join([*told, text[at:]])


class Pseudonyms:
    """Numbers in the place of values, the same for the same value all through a table, and others under another key."""

    def __init__(self, key: bytes, prefix: str) -> None:
        self._key, self._prefix = key, prefix
        self._known: dict[str, str] = {}  # by the keyed hash: the values themselves are not held
        self._taken = set[int]()

    def __call__(self, values: pa.Array) -> pa.Array:
        return _each(values, self._of)

    def _of(self, text: str) -> str:
        hashed = keyed_hash(text, self._key)
        if hashed not in self._known:
            self._known[hashed] = f"{self._prefix}{self._free(int(hashed, 16) % PSEUDONYMS):09}"
        return self._known[hashed]

    def _free(self, number: int) -> int:
        """The number, or the next that no other value has."""
        while number in self._taken:
            number = (number + 1) % PSEUDONYMS
        self._taken.add(number)
        return number


def _each(values: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Each different value is changed once."""
    coded = pc.dictionary_encode(pc.cast(values, pa.string()))
    changed = pa.array([change(text) for text in coded.dictionary.to_pylist()], pa.string())
    return changed.take(coded.indices)


def _mask(text: str, keep_last: int) -> str:
    said = letters(text)
    end = len(said) - keep_last if keep_last < len(said) else len(said)  # of a short value nothing is kept
    return "".join(["*" if tells(letter) else letter for letter in said[:end]] + said[end:])


def _ranges(values: pa.Array, step: Step) -> pa.Array:
    """`30-39` for a width of 10, `[1.5, 2)` for fractions; an empty value stays empty."""
    width = step.option("width")
    try:
        numbers = pc.cast(values, pa.float64())
    except pa.ArrowInvalid as error:
        raise RecipeError("no_number", column=step.column) from error
    whole = float(width).is_integer() and not pa.types.is_floating(values.type)
    starts = pc.multiply(pc.floor(pc.divide(numbers, float(width))), float(width)).to_pylist()
    told = [None if start is None else _range(start, float(width), whole=whole) for start in starts]
    return pa.array(told, pa.string())


def _range(start: float, width: float, *, whole: bool) -> str:
    if not whole:
        return f"[{start:g}, {start + width:g})"
    return f"{start:.0f}" if width == 1 else f"{start:.0f}-{start + width - 1:.0f}"


def _coarser(values: pa.Array, step: Step) -> pa.Array:
    letters = {"year": 4, "month": 7}[step.option("to")]
    if pa.types.is_temporal(values.type):
        values = pc.strftime(pc.cast(values, pa.timestamp("s"), safe=False), format="%Y-%m-%d")

    def coarse(text: Any) -> str:
        if not re.match(r"\d{4}-\d\d", text):
            raise RecipeError("no_day", column=step.column)
        return str(text)[:letters]

    return _each(values, coarse)
