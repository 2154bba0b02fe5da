"""What a model says about rows: of tokens, of pictures, of whatever makes batches."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.faults import Stopped
from engine.tokens import Tokens

BATCH = 32


class Batches(Protocol):
    """Rows that can be read as batches."""

    @property
    def lengths(self) -> np.ndarray:
        """Size of each row, (n,)."""

    def batch(self, rows: Sequence[int] | np.ndarray) -> dict[str, Tensor]:
        """The model's input for these rows."""


def predict_logits(model: PreTrainedModel, inputs: Batches, rows: np.ndarray, *, setting: Setting) -> Tensor:
    """Logits (n, classes) of these rows, in their order, without dropout. Raises Stopped."""

    def logits(batch: dict[str, Tensor]) -> Tensor:
        out: Tensor = model(**batch).logits
        return out

    return in_batches(model, logits, inputs, rows, setting)


def embed(model: PreTrainedModel, tokens: Tokens, rows: np.ndarray, *, setting: Setting) -> Tensor:
    """The base's last hidden state averaged over each text's tokens, of length 1: (n, d). Raises Stopped."""

    def mean(batch: dict[str, Tensor]) -> Tensor:
        hidden: Tensor = model.base_model(**batch).last_hidden_state  # (batch, length, d)
        mask = batch["attention_mask"].unsqueeze(-1)
        return normalize((hidden * mask).sum(dim=1) / mask.sum(dim=1), dim=1)

    return in_batches(model, mean, tokens, rows, setting)


def in_batches(
    model: PreTrainedModel,
    compute: Callable[[dict[str, Tensor]], Tensor],
    inputs: Batches,
    rows: np.ndarray,
    setting: Setting,
) -> Tensor:
    """`compute` of these rows' batches, (n, …) in their order, without dropout. Raises Stopped."""
    said = predict_rows(model, lambda rows: compute(inputs.batch(rows)).float(), inputs.lengths, rows, setting=setting)
    return torch.stack(said).clone()


def predict_rows(
    model: PreTrainedModel,
    compute: Callable[[np.ndarray], Sequence[Any] | Tensor],
    lengths: np.ndarray,
    rows: np.ndarray,
    *,
    setting: Setting,
) -> list[Any]:
    """What `compute` says of each of these rows, in their order, without dropout. Raises Stopped.

    It is given rows of like `lengths` together, so that little is padded, and gives something for each.
    """
    was_training = model.training
    model.train(False)
    said: list[Any] = [None] * len(rows)
    order = np.argsort(lengths[rows], kind="stable")
    with torch.inference_mode(), autocast(setting.precision):
        for start in range(0, len(rows), BATCH):
            if setting.should_stop():
                raise Stopped
            places = order[start : start + BATCH]
            for place, each in zip(places.tolist(), compute(rows[places]), strict=True):
                said[place] = each
    model.train(was_training)
    return said
