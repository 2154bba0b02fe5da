"""The optimizers, with which weights decay, and what of their state belongs in a checkpoint."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

Groups = list[dict[str, Any]]

MOMENTUM = 0.9
# Where a spec names no weight decay: the others add it to the gradient, which overwhelms small ones.
DECAY = {"adamw": 0.01, "adafactor": 0.01}

# Adafactor's own step sizes grow and shrink with the weights; the rate given is the highest relative one.
MAKERS: dict[str, Callable[[Groups], torch.optim.Optimizer]] = {
    "adamw": lambda groups: torch.optim.AdamW(groups, fused=True),
    "adam": lambda groups: torch.optim.Adam(groups, fused=True),
    "adagrad": torch.optim.Adagrad,
    "sgd": lambda groups: torch.optim.SGD(groups, momentum=MOMENTUM),
    "adafactor": torch.optim.Adafactor,
}


def make_optimizer(
    name: str, parameters: Mapping[str, nn.Parameter], *, weight_decay: float, scales: Mapping[str, float] | None = None
) -> torch.optim.Optimizer:
    """The optimizer `name`; weights in the shape of a matrix decay, except embeddings; norms and biases do not.

    `scales` are the shares of the learning rate at which the parameters learn, each 1 unless given; a group of the
    optimizer has its own as "scale".
    """
    groups: dict[tuple[bool, float], dict[str, Any]] = {}
    for key, parameter in parameters.items():
        decays = parameter.ndim > 1 and "embedding" not in key
        scale = scales[key] if scales else 1.0
        fresh = {"params": [], "weight_decay": weight_decay if decays else 0.0, "scale": scale}
        groups.setdefault((decays, scale), fresh)["params"].append(parameter)
    optimizer = MAKERS[name]([groups[key] for key in sorted(groups, reverse=True)])
    if name in ("adamw", "adam"):
        _prepare_moments(optimizer, parameters)
    return optimizer


def _prepare_moments(optimizer: torch.optim.Optimizer, parameters: Mapping[str, nn.Parameter]) -> None:
    """Make Adam's moments before the first step: made in it, they would take a third of its time."""
    for parameter in parameters.values():
        optimizer.state[parameter] = {
            "step": torch.zeros((), dtype=torch.float32, device=parameter.device),
            "exp_avg": torch.empty_like(parameter).zero_(),  # zeros_like would leave the pages to the first step
            "exp_avg_sq": torch.empty_like(parameter).zero_(),
        }


def moments(optimizer: torch.optim.Optimizer, parameters: Mapping[str, nn.Parameter]) -> Iterator[tuple[str, Tensor]]:
    """The tensors of the optimizer's state, each named after its parameter."""
    for name, parameter in parameters.items():
        for key, value in optimizer.state[parameter].items():
            if value is not None:
                yield f"{name}:{key}", value


def load_moments(
    optimizer: torch.optim.Optimizer, parameters: Mapping[str, nn.Parameter], saved: Mapping[str, Tensor]
) -> None:
    """Go on from the tensors that `moments` gave."""
    for name, tensor in saved.items():
        parameter, _, key = name.rpartition(":")
        owner = parameters[parameter]
        optimizer.state[owner][key] = tensor.to(owner.device)
