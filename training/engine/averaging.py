"""The running mean of the weights, which generalises better than their last values (Polyak and Juditsky 1992)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor


class Average:
    """The exponential mean of `tensors` over the steps."""

    def __init__(self, tensors: Mapping[str, Tensor], decay: float) -> None:
        self.tensors, self.decay = tensors, decay
        self.mean = {name: tensor.detach().clone() for name, tensor in tensors.items()}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after `step`; early steps count for more, else the first weights would last too long."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, tensor in self.tensors.items():
            mean = self.mean[name]
            if tensor.is_floating_point():
                mean.lerp_(tensor, 1 - decay)
            else:
                mean.copy_(tensor)

    @contextmanager
    @torch.no_grad()
    def in_place(self) -> Iterator[None]:
        """The mean stands where the weights do."""
        own = {name: tensor.detach().clone() for name, tensor in self.tensors.items()}
        copy_into(self.tensors, self.mean)
        yield
        copy_into(self.tensors, own)


@torch.no_grad()
def copy_into(tensors: Mapping[str, Tensor], values: Mapping[str, Tensor]) -> None:
    """Overwrite each of `tensors` by that of the same name."""
    for name, tensor in tensors.items():
        tensor.copy_(values[name])
