"""Tokens hidden from a model that is to find them (Devlin et al. 2019, arXiv:1810.04805, section 3.1)."""

import numpy as np
import torch
from torch import Tensor

HIDDEN = 0.15  # share of the tokens that are asked for, at least one
MASKED, KEPT = 0.8, 0.1  # of those: the share that reads as the mask token, and that stays; the rest reads at random


def count_hidden(tokens: int) -> int:
    """How many of so many tokens are asked for."""
    return min(tokens, max(1, round(HIDDEN * tokens)))


def hide(ids: Tensor, can_be: Tensor, draws: Tensor, *, mask: int, words: int) -> tuple[Tensor, Tensor]:
    """What is read instead of `ids` (batch, length), and which of them are asked for, drawn from those that `can_be`.

    `draws` (3, batch, length) are uniform from 0 to 1: which are asked for, how each is hidden, and what a random one
    of `words` reads as.
    """
    place, way, word = draws
    counts = torch.tensor([count_hidden(n) for n in can_be.sum(dim=1).tolist()])
    rank = place.masked_fill(~can_be, 1.0).argsort(dim=1).argsort(dim=1)  # those that cannot be hidden come last
    asked = rank < counts[:, None]
    random = (word * words).long()
    read = torch.where(way < MASKED, mask, torch.where(way < MASKED + KEPT, ids, random))
    return torch.where(asked, read, ids), asked


def fixed_draws(rows: np.ndarray, length: int, *, seed: int) -> Tensor:
    """Draws for these rows, (3, rows, length), that are the same each time, whatever rows stand beside them."""
    each = [np.random.Generator(np.random.PCG64([seed, row])).random((length, 3)) for row in rows.tolist()]
    return torch.from_numpy(np.stack(each).transpose(2, 0, 1))
