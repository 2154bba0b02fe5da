"""What a model says about rows of tokens."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize
from transformers import PreTrainedModel

from engine.arithmetic import Precision, autocast
from engine.faults import Stopped
from engine.tokens import Tokens

BATCH = 32


def predict_logits(
    model: PreTrainedModel, tokens: Tokens, rows: np.ndarray, *, precision: Precision, should_stop: Callable[[], bool]
) -> Tensor:
    """Logits (n, classes) of these rows, in their order, without dropout. Raises Stopped when `should_stop` says so."""

    def logits(batch: dict[str, Tensor]) -> Tensor:
        out: Tensor = model(**batch).logits
        return out

    return _in_batches(model, logits, tokens, rows, precision, should_stop)


def embed(model: PreTrainedModel, tokens: Tokens, rows: np.ndarray, *, should_stop: Callable[[], bool]) -> Tensor:
    """The base's last hidden state averaged over each text's tokens, of length 1: (n, d) in float32."""

    def mean(batch: dict[str, Tensor]) -> Tensor:
        hidden: Tensor = model.base_model(**batch).last_hidden_state  # (batch, length, d)
        mask = batch["attention_mask"].unsqueeze(-1)
        return normalize((hidden * mask).sum(dim=1) / mask.sum(dim=1), dim=1)

    return _in_batches(model, mean, tokens, rows, "float32", should_stop)


def _in_batches(
    model: PreTrainedModel,
    compute: Callable[[dict[str, Tensor]], Tensor],
    tokens: Tokens,
    rows: np.ndarray,
    precision: Precision,
    should_stop: Callable[[], bool],
) -> Tensor:
    """`compute` of all rows, in their order; it is run in the order of their length, so that little is padded."""
    was_training = model.training
    model.train(False)
    order = np.argsort(tokens.lengths[rows], kind="stable")
    parts = []
    with torch.inference_mode(), autocast(precision):
        for start in range(0, len(rows), BATCH):
            if should_stop():
                raise Stopped
            parts.append(compute(tokens.batch(rows[order[start : start + BATCH]])).float())
    model.train(was_training)
    out = torch.cat(parts)
    return out[torch.from_numpy(np.argsort(order))].clone()
