"""Dropout whose random numbers cost little on a CPU.

torch draws them one by one from a serial generator, a tenth of a training step. Here a counter-based generator gives
raw words, four 16-bit numbers in each, and a number below a threshold drops its value: a probability of 0.1 is 0.10001.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from engine.device import on_gpu

ATTENTION = "entente_fast_dropout"


class DropoutGenerator:
    """Where all fast dropout of one model draws from; its state belongs in a checkpoint."""

    def __init__(self, seed: int) -> None:
        self.restart(seed)

    def restart(self, seed: int) -> None:
        """Draw from `seed` from now on."""
        self.bits = np.random.SFC64(seed)

    def keep(self, x: Tensor, p: float) -> Tensor:
        """0 with probability `p`, else 1 / (1 - p), in the shape and type of `x`."""
        words = self.bits.random_raw(-(-x.numel() // 4))
        numbers = torch.from_numpy(words.view(np.int16)[: x.numel()]).view(x.shape)
        return (numbers >= round(p * 2**16) - 2**15).to(x.dtype).mul_(1 / (1 - p))

    def state(self) -> dict[str, Any]:
        """The state as JSON."""
        state: dict[str, Any] = dict(self.bits.state)
        return {**state, "state": {"state": [int(word) for word in state["state"]["state"]]}}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        words = np.array(state["state"]["state"], dtype=np.uint64)
        self.bits.state = {**state, "state": {"state": words}}  # type: ignore[typeddict-item]


class FastDropout(nn.Dropout):
    """`nn.Dropout` on a `DropoutGenerator`."""

    def __init__(self, p: float, generator: DropoutGenerator) -> None:
        super().__init__(p)
        self.generator = generator

    def forward(self, x: Tensor) -> Tensor:
        """`x` with a share `p` of its values set to 0 and the others scaled up, while training."""
        return x * self.generator.keep(x, self.p) if self.training and self.p else x


def attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **kwargs: Any,
) -> tuple[Tensor, None]:
    """Attention with fast dropout; transformers' own wherever it would not be plain attention with dropout.

    `query`, `key` and `value` are (batch, heads, length, d), `attention_mask` is boolean or None; the result is
    (batch, length, heads, d).
    """
    causal = attention_mask is None and getattr(module, "is_causal", True)
    if not dropout or causal or key.shape[1] != query.shape[1] or kwargs.get("position_bias") is not None:
        return sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **kwargs
        )
    scores = (query * (scaling or query.shape[-1] ** -0.5)) @ key.transpose(2, 3)
    if attention_mask is not None:
        scores = scores.masked_fill(~attention_mask, float("-inf"))
    weights = scores.softmax(dim=-1)
    generator = module.dropout_generator
    assert isinstance(generator, DropoutGenerator)
    weights = weights * generator.keep(weights, dropout)
    return (weights @ value).transpose(1, 2).contiguous(), None


AttentionInterface.register(ATTENTION, attend)
AttentionMaskInterface.register(ATTENTION, sdpa_mask)


def use_fast_dropout(model: PreTrainedModel, seed: int) -> DropoutGenerator:
    """Let `model` draw its dropout, in modules and in attention, from a new generator, which is returned.

    On a GPU it keeps torch's own, which is quick there.
    """
    generator = DropoutGenerator(seed)
    if on_gpu():
        return generator
    for module in list(model.modules()):
        module.dropout_generator = generator  # type: ignore[assignment]  # for `attend`, which is given the module only
        for name, child in module.named_children():
            if type(child) is nn.Dropout:
                setattr(module, name, FastDropout(child.p, generator).train(child.training))
    _change_attention(model, "sdpa", ATTENTION)
    return generator


def set_dropout(model: PreTrainedModel, p: float) -> bool:
    """Let `model` drop a share `p` wherever it drops any, in modules and in attention; whether there is such a place.

    For before a method is made, which takes the shares as they are. Layers keep theirs as a module or as a number.
    """
    found = False
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p, found = p, True
        for name, value in vars(module).items():
            if "dropout" in name and isinstance(value, int | float) and not isinstance(value, bool):
                vars(module)[name], found = p, True
    return found


def use_plain_dropout(model: PreTrainedModel) -> None:
    """Give `model` torch's own dropout and attention back."""
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, FastDropout):
                setattr(module, name, nn.Dropout(child.p).train(child.training))
    _change_attention(model, ATTENTION, "sdpa")


def _change_attention(model: PreTrainedModel, old: str, new: str) -> None:
    """Where `old` is used, in the model itself and in models inside it, use `new`."""
    for part in model.modules():
        if isinstance(part, PreTrainedModel) and part.config._attn_implementation == old:
            part.config._attn_implementation = new
