"""Who is taken when, if all goes as expected: the claim's own order, played out over places that become free.

Each claim charges its organization what the work is expected to take, as the claim itself counts what runs; that makes
organizations take turns. What nobody can know (new work, faults, early ends) makes the error, which is measured.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat


@dataclass(frozen=True)
class Block:
    """Work of one organization with one priority: so many pieces, each in so many places for so long in the mean."""

    priority: int
    first_id: int
    pieces: int
    seconds: float
    places: int = 1


@dataclass(frozen=True)
class OrganizationsLine:
    """What one organization has used, and what waits, in its order."""

    used: float
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Turn:
    """How much is taken before, and in how many seconds; None where no place will ever be free."""

    ahead: int
    starts_in: float | None


def turns(
    lines: Mapping[int, OrganizationsLine],
    free_in: Sequence[Sequence[float]],
    wanted: Mapping[int, set[int]],
    *,
    most: int,
) -> dict[tuple[int, int], Turn]:
    """The turn of each (organization, place in its line) in `wanted`, as far as it is among the first `most` claims.

    `free_in` has, for each worker, in how many seconds each of its places is free.
    """
    coming = {pk: _one_by_one(line.blocks) for pk, line in lines.items()}
    heads: list[tuple[int, float, int, int, Block]] = []

    def queue_next(pk: int, used: float) -> None:
        if block := next(coming[pk], None):
            heapq.heappush(heads, (-block.priority, used, block.first_id, pk, block))

    for pk, line in lines.items():
        queue_next(pk, line.used)
    workers = [sorted(places) for places in free_in]
    taken = dict.fromkeys(lines, 0)
    missing = sum(len(numbers) for numbers in wanted.values())
    found: dict[tuple[int, int], Turn] = {}
    for ahead in range(most):
        if not heads or not missing:
            break
        _, used, _, pk, block = heapq.heappop(heads)
        start = _take_places(workers, block)
        if taken[pk] in wanted.get(pk, ()):
            found[pk, taken[pk]] = Turn(ahead, start)
            missing -= 1
        taken[pk] += 1
        queue_next(pk, used + block.places * block.seconds)
    return found


def _take_places(workers: Sequence[list[float]], block: Block) -> float | None:
    """When the first of `workers` has all places free that a piece of `block` asks for, which it has from then on."""
    large = [places for places in workers if len(places) >= max(block.places, 1)]
    if not large:
        return None
    needed = max(block.places, 1)
    first = min(large, key=lambda places: places[needed - 1])
    start = first[needed - 1]
    first[:needed] = [start + block.seconds] * needed
    first.sort()
    return start


def _one_by_one(blocks: Sequence[Block]) -> Iterator[Block]:
    """The block that each piece belongs to, in the order of the line."""
    return chain.from_iterable(repeat(block, block.pieces) for block in blocks)
