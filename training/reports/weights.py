"""Which pieces of its rows a model's answers rest on: words of a text, cells of a picture."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from jobs.models import Job
from reports.formats import interval, points
from vault.services import open_blob

LEAST, MUCH = 0.25, 0.6  # of the largest share in the row
Traced = Mapping[str, Any]  # a row of attributions.parquet


class Piece(NamedTuple):
    """Some of a text, and how it moved the answer: for-1, for-2 (more), against, or nothing."""

    text: str
    weight: str


class Cell(NamedTuple):
    """A square of a picture, by its column and row, and how it moved the answer."""

    x: int
    y: int
    weight: str


def faithfulness(attributions: dict[str, Any] | None) -> str:
    """How far it can be believed what answers rest on."""
    if not attributions:
        return ""
    numbers = {"gain": points(attributions["difference"][0]), "interval": interval(attributions["difference"])}
    if attributions["verdict"] == "better":
        words = _(
            "Tried on single rows: erased first, what is marked takes %(gain)s points %(interval)s more of the "
            "answer’s probability than as much at random."
        )
    else:
        words = _(
            "Don’t rely on the marks: erased first, they don’t take more of the answer’s probability than as much "
            "at random (%(gain)s points %(interval)s)."
        )
    return words % numbers


def traced_rows(job: Job) -> dict[int, Traced]:
    """The rows of which shares are kept, by their places in the dataset; they may not leave without `preview`."""
    if job.result.attributions is None:
        return {}
    with open_blob(job.result.attributions) as file:
        return {row["row"]: row for row in pq.read_table(file).to_pylist()}


def pieces_of(text: str, traced: Traced | None, *, second: bool = False) -> list[Piece]:
    """The text, or the second of its pair, piece by piece, neighbours of one weight together."""
    if not traced or "start" not in traced:
        return [Piece(text, "")]
    text, place = text.strip(), 0  # as the engine read it
    pieces: list[Piece] = []
    for start, end, weight in _spans(traced, second=second):
        if start >= place:
            pieces += [Piece(text[place:start], ""), Piece(text[start:end], weight)]
            place = end
    return _joined([*pieces, Piece(text[place:], "")])


def cells_of(traced: Traced | None) -> list[Cell]:
    """The squares of a picture that moved the answer."""
    if not traced or "side" not in traced:
        return []
    side = traced["side"]
    told = enumerate(_weights(traced["share"]))
    return [Cell(place % side, place // side, weight) for place, weight in told if weight]


def _spans(traced: Traced, *, second: bool) -> Iterator[tuple[int, int, str]]:
    told = zip(traced["start"], traced["end"], traced["second"], _weights(traced["share"]), strict=False)
    yield from sorted((start, end, weight) for start, end, of_second, weight in told if of_second == second)


def _weights(shares: list[float]) -> list[str]:
    largest = max(map(abs, shares), default=0) or 1
    return [_weight(share / largest) for share in shares]


def _weight(share: float) -> str:
    if share <= -LEAST:
        return "against"
    return "for-2" if share >= MUCH else "for-1" if share >= LEAST else ""


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in filter(lambda each: each.text, pieces):
        if joined and joined[-1].weight == piece.weight:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.weight)
        else:
            joined.append(piece)
    return joined
