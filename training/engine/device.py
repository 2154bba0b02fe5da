"""Where a job computes: on a GPU that CUDA knows, else on the processor.

A task makes its batches and reads answers on the processor; on a GPU hooks carry both. What torch computes there is the
same each time, so far as it has a deterministic kernel for it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel


@cache
def device() -> torch.device:
    """The GPU of this process where there is one; of several processes on a machine each has its own."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    own = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")) % torch.cuda.device_count())
    torch.cuda.set_device(own)
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # without which cuBLAS is not deterministic
    torch.use_deterministic_algorithms(True, warn_only=True)
    return own


def on_gpu() -> bool:
    """Whether it is one."""
    return device().type == "cuda"


def place(model: PreTrainedModel) -> PreTrainedModel:
    """`model` where the job computes, with hooks on it and on those parts of it that tasks ask by themselves."""
    if not on_gpu():
        return model
    inside = [model.base_model, *model.base_model.children()] if model.config.is_encoder_decoder else [model.base_model]
    for part in {id(part): part for part in (model, *inside)}.values():
        Ferry(part)
    placed: PreTrainedModel = model.to(device())  # type: ignore[arg-type]  # transformers' own signature
    return placed


def bring_home(model: PreTrainedModel) -> PreTrainedModel:
    """`model` on the processor, without hooks: to be written in another format, or computed otherwise."""
    for part in model.modules():
        if isinstance(ferry := getattr(part, "ferry", None), Ferry):
            ferry.leave()
    return model.cpu()


class Ferry:
    """Brings what `part` reads to where its weights are, and what it says to where that came from."""

    stays = False  # whether answers stay where they are

    def __init__(self, part: nn.Module) -> None:
        self.home: list[torch.device] = []
        self.handles = [
            part.register_forward_pre_hook(self._bring, with_kwargs=True),
            part.register_forward_hook(self._bring_back),
        ]
        part.ferry = self  # type: ignore[assignment]

    def leave(self) -> None:
        """Take the hooks off."""
        for handle in self.handles:
            handle.remove()

    def _bring(self, part: nn.Module, args: Any, inputs: Any) -> tuple[Any, Any]:
        self.home.append(next(_tensors([args, inputs]), torch.empty(0)).device)
        here = next(part.parameters(), torch.empty(0)).device
        return moved(args, here), moved(inputs, here)

    def _bring_back(self, _part: nn.Module, _args: Any, said: Any) -> Any:
        home = self.home.pop()
        return said if Ferry.stays else moved(said, home)


@contextmanager
def answers_stay() -> Iterator[None]:
    """What models say inside stays on the device: where it is large, and little is made of it there."""
    Ferry.stays = True
    try:
        yield
    finally:
        Ferry.stays = False


def moved(value: Any, where: torch.device) -> Any:
    """`value` with the tensors in it at that device; what is neither list nor mapping is left alone (caches)."""
    if isinstance(value, Tensor):
        return value.to(where)
    if type(value) in (list, tuple):
        return type(value)(moved(each, where) for each in value)
    if type(value) is dict:
        return {name: moved(each, where) for name, each in value.items()}
    if isinstance(value, dict):  # what a model says is one, whose names are its attributes, too
        for name, each in value.items():
            value[name] = moved(each, where)
    return value


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _tensors(each)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))
