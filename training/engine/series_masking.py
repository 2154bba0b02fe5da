"""Patches of sensor series that are hidden from PatchTST, and what it fills in.

Which are hidden it draws itself, from torch's generator.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedModel


def fill(model: PreTrainedModel, past: Tensor) -> Tensor:
    """For windows (b, context, channels) what the model fills in, what stands there, and 1 where it is hidden.

    (b, 3, channels, patches, length), each window scaled by itself.
    """
    read = model.base_model(past_values=past)
    head: Any = model.head
    said: Tensor = head(read.last_hidden_state)
    hidden = read.mask.unsqueeze(-1).expand_as(said)
    return torch.stack([said, read.patch_input, hidden.to(said.dtype)], dim=1)


def patches(model: PreTrainedModel, measured: np.ndarray) -> Tensor:
    """`measured` (b, context, channels) as the model cuts windows: (b, channels, patches, length)."""
    patchifier: Any = model.base_model.patchifier
    cut: Tensor = patchifier(torch.from_numpy(measured).float())
    return cut


@contextmanager
def same_hidden(seed: int) -> Iterator[None]:
    """What is hidden inside is the same each time, and outside is drawn on as if nothing had been."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def interpolated(true: np.ndarray, hidden: np.ndarray, stride: int) -> np.ndarray:
    """What a line from before a hidden patch to after it says; all are (n, channels, patches, length).

    Patches begin `stride` steps apart. Where nothing is seen on one side, the last seen value goes on.
    """
    count, length = true.shape[2:]
    steps = (np.arange(count)[:, None] * stride + np.arange(length)).ravel()
    lines = np.zeros_like(true).reshape(-1, count * length)
    seen = ~hidden.astype(bool).reshape(lines.shape)
    for line, values, places in zip(lines, true.reshape(lines.shape), seen, strict=True):
        if places.any():
            line[:] = np.interp(steps, steps[places], values[places])
    return lines.reshape(true.shape)
