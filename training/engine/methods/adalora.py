"""AdaLoRA: ranks are given to those layers that need them while training goes on (Zhang et al. 2023, arXiv:2303.10512).

Every layer starts with more ranks than it may keep. From a tenth of the steps on, the least important of all layers are
taken away, until at 70 % the wanted number is left on average.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any, cast

import torch
from peft import AdaLoraConfig, AdaLoraModel
from torch import Tensor

from engine.device import device
from engine.methods.adapters import Adapters, ByPeft, beside_linear
from engine.plan import count_steps
from engine.spec import Spec
from engine.tasks import Trainee

START = 1.5  # times the wanted rank, as the authors do
WARMUP, SETTLED = 0.1, 0.3  # shares of the steps: before ranks are taken away, and after
BUDGETS = 50  # how often ranks are taken away
IMPORTANCE = ("ipt", "exp_avg_ipt", "exp_avg_unc")  # what peft's allocator keeps of each matrix


class AdaLora(Adapters):
    """AdaLoRA of the spec's rank."""

    def __init__(self, task: Trainee, spec: Spec) -> None:
        steps = max(2, count_steps(len(task.lengths), spec.training))
        config = AdaLoraConfig(
            init_r=ceil(spec.adapter.rank * START),
            target_r=spec.adapter.rank,
            total_step=steps,
            tinit=int(steps * WARMUP),
            tfinal=int(steps * SETTLED),
            deltaT=max(1, steps // BUDGETS),
            **beside_linear(spec.adapter, task.model),
        )
        ByPeft.__init__(self, task, spec, config)
        self.config, self.adapters = config, cast("AdaLoraModel", self.peft.base_model)
        self.allocator = self.adapters.rankallocator
        self.matrices = [p for name, p in self.parameters().items() if "lora_A" in name or "lora_B" in name]

    def penalty(self) -> Tensor:
        """How far the matrices are from orthogonal, without which their importance says nothing (equation 4)."""
        wide = [matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T for matrix in self.matrices]
        far = [torch.linalg.matrix_norm(each @ each.T - torch.eye(len(each), device=each.device)) for each in wide]
        weight: float = self.config.orth_reg_weight
        return weight * torch.stack(far).mean()

    def after_step(self, step: int) -> None:
        """Weigh the ranks by their gradients, and take the least important away."""
        self.adapters.update_and_allocate(step)  # type: ignore[no-untyped-call]

    def state(self) -> dict[str, Any]:
        """With which ranks are left."""
        return {**super().state(), "rank_pattern": self.config.rank_pattern}

    def tensors(self) -> dict[str, Tensor]:
        """How important each rank was so far."""
        return {f"{kind}:{name}": t for kind in IMPORTANCE for name, t in getattr(self.allocator, kind).items()}

    def load(self, state: dict[str, Any], tensors: Mapping[str, Tensor]) -> None:
        """Go on from both."""
        super().load(state, tensors)
        self.config.rank_pattern = state["rank_pattern"]
        for key, tensor in tensors.items():
            kind, _, name = key.partition(":")
            getattr(self.allocator, kind)[name] = tensor.to(device())
