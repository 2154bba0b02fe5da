"""Ladders of a column: ways to say less of it, from nothing changed to nothing said. Each rung contains those below."""

import math
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from privacy.recipes.steps import Step

RARE = (0.01, 0.05, 0.2)  # shares of rows below which a category is put with the others
OTHERS = "*"
PARTS = (20, 10, 4, 2)  # into how many ranges numbers are put
Ladder = list[Step | None]


def ladder(name: str, values: pa.ChunkedArray) -> Ladder:
    """From the column as it is (None) over coarser ones to an empty one."""
    return [None, *_between(name, values), Step(name, "suppress")]


def _between(name: str, values: pa.ChunkedArray) -> list[Step]:
    kind = values.type
    if pa.types.is_temporal(kind):
        return [Step(name, "coarsen_date", {"to": to}) for to in ("month", "year")]
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return [Step(name, "generalise", {"width": width}) for width in _widths(values)]
    counted = Counter(str(value) for value in values.to_pylist() if value is not None)
    if _are_codes(counted):
        longest = max(map(len, counted))
        return [Step(name, "truncate", {"keep": keep}) for keep in range(longest - 1, 0, -1)]
    return _groups(name, counted)


def _widths(values: pa.ChunkedArray) -> list[float]:
    """Round widths (1, 2 or 5 times a power of ten), each a multiple of the one before: ranges contain ranges."""
    least, most = (float(each.as_py()) for each in (pc.min(values), pc.max(values)) if each.as_py() is not None)
    found: list[float] = []
    for parts in PARTS:
        width = _round_up((most - least) / parts)
        while found and (width <= found[-1] or width % found[-1]):
            width = _round_up(width * 1.001)
            if width > most - least:
                return found
        if width > 0 and (pa.types.is_floating(values.type) or width > 1):
            found.append(width)
    return found


def _round_up(width: float) -> float:
    if width <= 0:
        return 0.0
    power: float = 10.0 ** math.floor(math.log10(width))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= width)


def _are_codes(counted: "Counter[str]") -> bool:
    """Postcodes and the like: digits of one length, many of them."""
    return (
        len(counted) > 20
        and len({len(value) for value in counted}) == 1
        and all(map(str.isalnum, counted))
        and all(any(map(str.isdigit, value)) for value in counted)
    )


def _groups(name: str, counted: "Counter[str]") -> list[Step]:
    """Rare categories are put together, ever more of them."""
    rows, steps, before = counted.total(), [], 1
    for share in RARE:
        rare = {value: OTHERS for value, count in counted.items() if count < share * rows}
        if before < len(rare) < len(counted):
            steps.append(Step(name, "group", {"into": rare}))
            before = len(rare)
    return steps
