"""The generalisation that loses least and still reaches a target: the best of the whole lattice.

The lattice of all ladders (Samarati 2001, doi:10.1109/69.971193) is walked from the bottom in the order of what is lost
by generalising, which only grows upwards. So the walk may stop when that alone exceeds the best total it has met.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from privacy.recipes.carrying import changed
from privacy.recipes.classes import codes_of, joined, large_and_diverse
from privacy.recipes.ladders import Ladder, ladder
from privacy.recipes.risk import Risk, risk_of
from privacy.recipes.steps import Recipe, Step

Node = tuple[int, ...]


@dataclass(frozen=True)
class Target:
    """Each class has at least `k` rows and `l` different sensitive values; at most a share of rows may be left out."""

    k: int
    l: int = 1  # noqa: E741  the literature's name
    left_out: float = 0.05


@dataclass(frozen=True)
class Found:
    """The recipe, what it loses, and the risk before and after.

    `loss` is from 0 to 1: the share of entropy that the quasi-identifiers lose, on average (after Gionis and Tassa
    2009, doi:10.1109/TKDE.2008.129), and of the rest the share of rows left out. `tried` counts the nodes looked at.
    """

    recipe: Recipe
    loss: float
    left_out: float
    before: Risk
    after: Risk
    tried: int


def search(
    table: pa.Table,
    quasi: Sequence[str],
    target: Target,
    *,
    sensitive: str = "",
    ladders: Mapping[str, Ladder] | None = None,
) -> Found | None:
    """The recipe of least loss that reaches `target`, or None where none does.

    `ladders` says how columns become coarser, where the ladder by itself would not do; each rung must contain those
    below it.

    Raises ValueError when there is no quasi-identifier or no row, or `target.l` is asked without a sensitive column.
    """
    if target.l > 1 and not sensitive:
        raise ValueError("Diversity is of a sensitive column: name one.")
    before = risk_of(table, quasi, sensitive)
    lattice = _Lattice(table, quasi, sensitive, ladders or {})
    best: tuple[float, float, Node] | None = None
    bottom: Node = (0,) * len(quasi)
    heap, seen, tried = [(0.0, bottom)], {bottom}, 0
    while heap:
        generalised, node = heapq.heappop(heap)
        if best and generalised >= best[0]:
            break
        tried += 1
        left_out = lattice.left_out(node, target)
        if left_out <= target.left_out and left_out < 1:
            total = generalised + (1 - generalised) * left_out
            best = min(best or (total, left_out, node), (total, left_out, node))
        for above in lattice.above(node):
            if above not in seen:
                seen.add(above)
                heapq.heappush(heap, (lattice.loss(above), above))
    if best is None:
        return None
    loss, left_out, node = best
    recipe = Recipe(lattice.steps(node), tuple(quasi), target.k, sensitive, target.l)
    after = risk_of(lattice.kept(node, target), quasi, sensitive)
    return Found(recipe, loss, left_out, before, after, tried)


class _Lattice:
    """Every combination of rungs; each column's codes are made once for each rung."""

    def __init__(self, table: pa.Table, quasi: Sequence[str], sensitive: str, given: Mapping[str, Ladder]) -> None:
        self._table = table.select([*quasi, *([sensitive] if sensitive else [])])
        self._quasi = list(quasi)
        self._ladders = [given.get(name) or ladder(name, table[name]) for name in quasi]
        self._codes = [[codes_of(self._rung(step, name)) for step in rungs] for name, rungs in self._each()]
        self._sensitive = codes_of(table[sensitive]) if sensitive else np.zeros(table.num_rows, np.int64)
        self._losses = [[_lost(rungs[0], rung) for rung in rungs] for rungs in self._codes]

    def _each(self) -> list[tuple[str, Ladder]]:
        return list(zip(self._quasi, self._ladders, strict=True))

    def _rung(self, step: Step | None, name: str) -> pa.ChunkedArray:
        return (
            self._table[name] if step is None else changed(self._table.select([name]), Recipe((step,)), key=b"")[name]
        )

    def loss(self, node: Node) -> float:
        """The share of entropy lost, the mean of the columns."""
        return sum(losses[rung] for losses, rung in zip(self._losses, node, strict=True)) / len(node)

    def above(self, node: Node) -> list[Node]:
        """The nodes in which one column is a rung higher."""
        return [
            (*node[:at], rung + 1, *node[at + 1 :]) for at, rung in enumerate(node) if rung + 1 < len(self._ladders[at])
        ]

    def left_out(self, node: Node, target: Target) -> float:
        """The share of rows in classes that don't reach the target."""
        return 1 - float(self._stays(node, target).mean())

    def _stays(self, node: Node, target: Target) -> np.ndarray:
        codes = joined([rungs[rung] for rungs, rung in zip(self._codes, node, strict=True)])  # (rows,)
        return large_and_diverse(codes, self._sensitive, least=target.k, diverse=target.l)

    def steps(self, node: Node) -> tuple[Step, ...]:
        """The steps of a node, of the columns that it changes."""
        chosen = (rungs[rung] for rungs, rung in zip(self._ladders, node, strict=True))
        return tuple(step for step in chosen if step)

    def kept(self, node: Node, target: Target) -> pa.Table:
        """The table of a node, without the rows that are left out."""
        made = changed(self._table, Recipe(self.steps(node)), key=b"")
        return made.filter(pa.array(self._stays(node, target)))


def _entropy(codes: np.ndarray) -> float:
    shares = np.bincount(codes) / len(codes)
    shares = shares[shares > 0]
    return float(-(shares * np.log2(shares)).sum())


def _lost(before: np.ndarray, after: np.ndarray) -> float:
    had = _entropy(before)
    return 1 - _entropy(after) / had if had else 0.0
