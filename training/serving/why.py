"""What an answer rests on, as its page marks it: words of texts, or cells of the picture as the model sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.weights import Cell, Piece, cells_of, faithfulness, pieces_of
from serving.said import Likely


@dataclass(frozen=True)
class Why:
    """The texts piece by piece, or the picture with its cells, `side` of them beside each other.

    `without`: what would be said if nothing that speaks for the answer were there. `faithful`: how far to believe it.
    """

    texts: list[list[Piece]]
    picture: str
    cells: list[Cell]
    side: int
    without: Likely | None
    faithful: str

    @property
    def is_marked(self) -> bool:
        """Whether anything stands out."""
        return bool(self.cells) or any(piece.weight for text in self.texts for piece in text)


def why_of(told: Mapping[str, list[Any]], cells: Mapping[str, bytes], results: dict[str, Any]) -> Why:
    """The server's outputs by name, about a row with these cells."""
    side = told["side"][0] if "side" in told else 0
    traced = {**told, "side": side} if side else told
    texts = [cells[name].decode() for name in ("text", "second") if name in cells]
    return Why(
        texts=[pieces_of(text, traced, second=place > 0) for place, text in enumerate(texts)],
        picture=f"data:image/png;base64,{told['seen'][0]}" if "seen" in told else "",
        cells=cells_of(traced),
        side=side,
        without=_likeliest(told["probabilities_without"], results) if "probabilities_without" in told else None,
        faithful=faithfulness(results.get("attributions")),
    )


def _likeliest(shares: list[float], results: dict[str, Any]) -> Likely:
    share = max(shares)
    return Likely(results["labels"][shares.index(share)], share)
