"""Processes that each keep a share of every weight, of its gradient and of its moments: torch's FSDP2.

Zhao et al. 2023, arXiv:2304.11277. A layer is whole while it computes, and the model while it is evaluated.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from torch import Tensor
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.distributed.tensor import DTensor, distribute_tensor

from engine.device import device
from engine.gang import Compute, Replicas
from engine.methods import Method


@dataclass
class Shards(Replicas):
    """One of several processes among which the model is split up."""

    def spread(self, method: Method, compute: Compute) -> Compute:
        """Layer by layer, as transformers tells layers from the rest, and then the rest."""
        mesh, model = init_device_mesh(device().type, (self.world,)), method.model
        layers = [part for part in model.modules() if type(part).__name__ in (model._no_split_modules or ())]
        self.modules = [fully_shard(part, mesh=mesh) for part in (*layers, model)]
        return compute

    @contextmanager
    def keep_back(self) -> Iterator[None]:
        """Gradients of the whole model gather in each process, until they are added up."""
        self._root.set_requires_gradient_sync(False)
        try:
            yield
        finally:
            self._root.set_requires_gradient_sync(True)

    def evaluate(self, find: Callable[[], tuple[float, float]]) -> tuple[float, float]:
        """Every process gives its shares, and the first evaluates the whole model."""
        for module in self.modules:
            module.unshard()
            module.set_reshard_after_forward(False, recurse=False)
        found: tuple[float, float] = self.of_first(find)
        for module in self.modules:
            module.reshard()
            module.set_reshard_after_forward(module is not self._root, recurse=False)
        return found

    def whole(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Gathered from all processes."""
        return {name: each.full_tensor() if isinstance(each, DTensor) else each for name, each in tensors.items()}

    def share_of(self, tensors: Mapping[str, Tensor], like: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Cut as the parameter that each is named after."""
        return {name: _cut(each, like[name.partition(":")[0]]) for name, each in tensors.items()}

    @property
    def _root(self) -> FSDPModule:
        return self.modules[-1]


def _cut(tensor: Tensor, like: Tensor) -> Tensor:
    if not isinstance(like, DTensor) or tensor.shape != like.shape:
        return tensor
    return distribute_tensor(tensor.to(like.device), like.device_mesh, like.placements)
