"""The geometry of small pictures in tables: whiskers and squares. Widths that are data live in SVG attributes."""

from collections.abc import Sequence
from typing import NamedTuple

LEFT, WIDTH, TICKS = 4.0, 232.0, 4


class Whisker(NamedTuple):
    """Where a value and its interval lie on a scale of 240 units."""

    value: float
    low: float
    high: float
    reference: float | None
    ticks: list[float]


def whisker(
    value: float, low: float, high: float, *, start: float = 0.0, end: float = 1.0, reference: float | None = None
) -> Whisker:
    """Places a value and its interval on the scale from `start` to `end`; what lies outside stands at the edge."""

    def place(x: float) -> float:
        share = (x - start) / (end - start)
        return round(LEFT + WIDTH * min(1.0, max(0.0, share)), 1)

    return Whisker(place(value), place(low), place(high), None if reference is None else place(reference), ticks())


def ticks() -> list[float]:
    """Where the five grid lines of a scale stand."""
    return [LEFT + WIDTH * i / TICKS for i in range(TICKS + 1)]


class Cell(NamedTuple):
    """One square of a confusion matrix: how many rows and the class that colours it."""

    rows: int
    look: str


class Row(NamedTuple):
    """One true class: its name, its cells and how many rows it has."""

    label: str
    cells: list[Cell]
    total: int


def heat_rows(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> list[Row]:
    """Colours each count by its share of its row; mistakes are told from hits, and nothing from little."""
    rows = []
    for truth, counts in enumerate(confusion):
        total = sum(counts)
        cells = [Cell(count, _look(count, total, hit=truth == said)) for said, count in enumerate(counts)]
        rows.append(Row(labels[truth], cells, total))
    return rows


def _look(count: int, total: int, *, hit: bool) -> str:
    if not count:
        return "none"
    share = count / total
    if hit:
        step = 5 if share >= 0.9 else 4 if share >= 0.6 else 3
        return f"heat-{step}"
    return f"miss heat-{1 if share < 0.03 else 2 if share < 0.1 else 3 if share < 0.4 else 4}"
