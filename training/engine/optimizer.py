"""AdamW with its state in place before the first step."""

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn


def make_adamw(parameters: Mapping[str, nn.Parameter], *, weight_decay: float) -> torch.optim.AdamW:
    """Fused AdamW; weights in the shape of a matrix decay, except embeddings; norms and biases do not.

    Its moments exist already: making them in the first step would take a third of that step's time, and a checkpoint
    can be read straight into them.
    """
    decayed = [p for name, p in parameters.items() if p.ndim > 1 and "embedding" not in name]
    kept = [p for name, p in parameters.items() if p.ndim <= 1 or "embedding" in name]
    groups = [{"params": decayed, "weight_decay": weight_decay}, {"params": kept, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]], fused=True)
    for parameter in parameters.values():
        optimizer.state[parameter] = {
            "step": torch.zeros((), dtype=torch.float32),
            "exp_avg": torch.empty_like(parameter).zero_(),  # zeros_like would leave the pages to the first step
            "exp_avg_sq": torch.empty_like(parameter).zero_(),
        }
    return optimizer


def moments(optimizer: torch.optim.Optimizer, parameters: Mapping[str, nn.Parameter]) -> Iterator[tuple[str, Tensor]]:
    """The tensors of the optimizer's state, each named after its parameter."""
    for name, parameter in parameters.items():
        for key, value in optimizer.state[parameter].items():
            yield f"{name}:{key}", value
