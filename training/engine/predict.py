"""What a model says about rows of tokens."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from engine.arithmetic import Setting, autocast
from engine.faults import Stopped
from engine.tokens import Tokens

BATCH = 32


def predict_logits(model: PreTrainedModel, tokens: Tokens, rows: np.ndarray, *, setting: Setting) -> Tensor:
    """Logits (n, classes) of these rows, in their order, without dropout. Raises Stopped."""

    def logits(batch: dict[str, Tensor]) -> Tensor:
        out: Tensor = model(**batch).logits
        return out

    return _in_batches(model, logits, tokens, rows, setting)


def embed(model: PreTrainedModel, tokens: Tokens, rows: np.ndarray, *, setting: Setting) -> Tensor:
    """The base's last hidden state averaged over each text's tokens, of length 1: (n, d). Raises Stopped."""

    def mean(batch: dict[str, Tensor]) -> Tensor:
        hidden: Tensor = model.base_model(**batch).last_hidden_state  # (batch, length, d)
        mask = batch["attention_mask"].unsqueeze(-1)
        return normalize((hidden * mask).sum(dim=1) / mask.sum(dim=1), dim=1)

    return _in_batches(model, mean, tokens, rows, setting)


def _in_batches(
    model: PreTrainedModel,
    compute: Callable[[dict[str, Tensor]], Tensor],
    tokens: Tokens,
    rows: np.ndarray,
    setting: Setting,
) -> Tensor:
    """`compute` of all rows, in their order; it is run in the order of their length, so that little is padded."""
    was_training = model.training
    model.train(False)
    order = np.argsort(tokens.lengths[rows], kind="stable")
    parts = []
    with torch.inference_mode(), autocast(setting.precision):
        for start in range(0, len(rows), BATCH):
            if setting.should_stop():
                raise Stopped
            parts.append(compute(tokens.batch(rows[order[start : start + BATCH]])).float())
    model.train(was_training)
    out = torch.cat(parts)
    return out[torch.from_numpy(np.argsort(order))].clone()
