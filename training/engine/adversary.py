"""Adversarial training: what the model reads is changed so that its loss grows, and it learns from that too.

fgm  one step along the gradient     Miyato et al. 2017, arXiv:1605.07725
pgd  three steps, inside the radius  Madry et al. 2018, arXiv:1706.06083

Of tokens the embeddings are changed; of pictures and series the numbers themselves.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from engine.spec import Training

STEPS = {"fgm": 1, "pgd": 3}
REACH = 2.5  # times the radius that all steps together could go (Madry et al., appendix)


def make_adversary(model: PreTrainedModel, settings: Training) -> "Adversary | None":
    """The adversary that the settings ask for, if any."""
    if settings.adversarial == "none":
        return None
    return Adversary(model, settings.adversarial, settings.adversarial_radius)


class Adversary:
    """Changes what `model` reads by at most `radius` times its length, row by row."""

    def __init__(self, model: PreTrainedModel, kind: str, radius: float) -> None:
        self.model, self.steps, self.radius = model, STEPS[kind], radius
        self.shift: Tensor | None = None
        self.seen: Tensor | None = None
        if model.main_input_name == "input_ids":
            words: nn.Module = model.get_input_embeddings()
            words.register_forward_hook(lambda _module, _args, out: self._change(out))
        else:
            model.register_forward_pre_hook(self._change_input, with_kwargs=True)

    def add_gradients(self, compute_loss: Callable[[], Tensor]) -> None:
        """Add the gradients of the loss on the changed input; those of the loss itself were computed just before."""
        assert self.seen is not None
        gradient = self.seen.grad
        clean, stride = self.seen.detach(), self.radius * (REACH / self.steps if self.steps > 1 else 1.0)
        shift = torch.zeros_like(clean)
        for step in range(self.steps):
            assert gradient is not None
            shift = _project(shift + stride * _as_long_as(clean, gradient), clean, self.radius)
            self.shift = shift
            if step + 1 < self.steps:
                loss = compute_loss()
                (gradient,) = torch.autograd.grad(loss, [self.seen])
        torch.autograd.backward(compute_loss())
        self.shift = self.seen = None

    def _change_input(self, _model: nn.Module, args: Any, inputs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        name = self.model.main_input_name
        return args, {**inputs, name: self._change(inputs[name])}

    def _change(self, value: Tensor) -> Tensor:
        """The input as it is to be read, its gradient kept."""
        if not torch.is_grad_enabled():
            return value
        value = value if self.shift is None else value + self.shift
        if not value.requires_grad:
            value = value.detach().requires_grad_()
        value.retain_grad()
        self.seen = value
        return value


def _lengths(rows: Tensor) -> Tensor:
    """The length of each row as one vector, in a shape that multiplies `rows`."""
    lengths: Tensor = torch.linalg.vector_norm(rows.flatten(1), dim=1)
    return lengths.view(-1, *[1] * (rows.ndim - 1))


def _as_long_as(rows: Tensor, direction: Tensor) -> Tensor:
    """`direction` with the length of each of `rows`."""
    return direction * (_lengths(rows) / _lengths(direction).clamp_min(1e-12))


def _project(shift: Tensor, rows: Tensor, radius: float) -> Tensor:
    """`shift`, no longer than `radius` times each row."""
    longest = radius * _lengths(rows)
    return shift * (longest / _lengths(shift).clamp_min(1e-12)).clamp_max(1.0)
