"""What the answer about one row rests on, as reports trace it, and what would be said without that."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedModel

from engine.attributions import Pieces, odds_of_one
from engine.attributions.weighing import at_rest


class TooSlow(Exception):
    """It takes longer than it may."""


@dataclass(frozen=True)
class Reasons:
    """The likelihood of each class (classes,), the share (pieces,) that each piece of the row has of the answer's
    log-odds, and columns that say where the pieces are.

    `without` (classes,) is what the model says once those that speak for the answer are erased; None where none does.
    `seen` is a picture as the model sees it, a PNG.
    """

    said: np.ndarray
    shares: np.ndarray
    without: np.ndarray | None
    places: dict[str, Any]
    seen: bytes | None = None


def reasons_of(model: PreTrainedModel, pieces: Pieces, *, least: float, seconds: float) -> Reasons:
    """Of the only row in `pieces`. Those speak for the answer that have `least` of the largest share, or more.

    Raises TooSlow.
    """
    ends, count = time.monotonic() + seconds, pieces.count(0)
    places = {name: column[0].as_py() for name, column in pieces.places(np.array([0])).items()}
    with at_rest(model):
        said = _ask_without(pieces, model, np.zeros(count, dtype=bool))
        likeliest = int(said.argmax())

        def answer(logits: Tensor) -> Tensor:
            if time.monotonic() > ends:
                raise TooSlow
            return odds_of_one(logits.float(), likeliest)

        shares = pieces.shares(model, 0, answer) if count else np.zeros(0)
        marked = (shares > 0) & (shares >= least * np.abs(shares).max(initial=0))
        without = _ask_without(pieces, model, marked) if marked.any() else None
    return Reasons(said, shares, without, places)


@torch.inference_mode()
def _ask_without(pieces: Pieces, model: PreTrainedModel, gone: np.ndarray) -> np.ndarray:
    """The likelihood of each class (classes,) without the pieces that are `gone` (pieces,)."""
    logits: Tensor = model(**pieces.erased(0, gone[None])).logits
    said: np.ndarray = logits[0].double().softmax(dim=0).cpu().numpy()
    return said
