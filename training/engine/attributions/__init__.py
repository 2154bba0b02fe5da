"""Which pieces of a row the tuned model's answer rests on (tokens of a text, cells of a picture), and whether it does.

Integrated gradients (Sundararajan et al. 2017, arXiv:1703.01365), by Captum, give each piece its share of the answer's
log-odds. Whether they tell the truth is tried, not believed: where the pieces with the largest shares are erased first,
the answer's probability has to fall further than where they are erased in random order (Samek et al. 2017,
arXiv:1509.06321).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import pyarrow as pa
import torch
from torch import Tensor
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.split import Parts

STEPS = 8  # from nothing to a row: Gauss–Legendre's, which are worth many more of equal length

Odds = Callable[[Tensor, int], Tensor]  # logits (n, classes) and a class → its log-odds (n,)


class Pieces(Protocol):
    """Rows of a task as pieces; some can be erased, so that something stands there which says nothing."""

    kind: str

    def count(self, row: int) -> int:
        """How many pieces the row has."""

    def at_once(self, row: int) -> int:
        """How many copies of the row the model may be asked of together: the longer it is, the fewer."""

    def shares(self, model: PreTrainedModel, row: int, answer: Callable[[Tensor], Tensor]) -> np.ndarray:
        """What each piece (pieces,) adds to `answer`, a function of logits (n, classes) that gives (n,)."""

    def erased(self, row: int, gone: np.ndarray) -> dict[str, Tensor]:
        """The model's input for the row, again and again, without the pieces that are `gone` (times, pieces)."""

    def places(self, rows: np.ndarray) -> dict[str, pa.Array]:
        """Columns that say of each row where its pieces are; no text."""


@dataclass(frozen=True)
class Answers:
    """What a model says of the n test rows: the likeliest class of each, how likely, and whether it is right."""

    classes: np.ndarray
    confidence: np.ndarray
    right: np.ndarray


@runtime_checkable
class Attributable(Protocol):
    """A task whose model says one thing of a row that can be traced to pieces of it."""

    model: PreTrainedModel
    parts: Parts
    setting: Setting
    odds: Odds

    def pieces(self) -> Pieces:
        """The pieces of its rows."""

    def answers(self, said: Any) -> Answers:
        """What a contender says of the test rows."""


def odds_of_one(logits: Tensor, name: int) -> Tensor:
    """Log-odds (n,) of a class of which a row has one: its logit over what the others have together."""
    others = torch.arange(logits.shape[1]) != name
    return logits[:, name] - logits[:, others].logsumexp(dim=1)


def odds_of_each(logits: Tensor, name: int) -> Tensor:
    """Log-odds (n,) of a label that stands by itself."""
    return logits[:, name]
