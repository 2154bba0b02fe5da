"""QLoRA: the base is kept in numbers of 4 bits, and LoRA trained beside it (Dettmers et al. 2023, arXiv:2305.14314).

The matrices of the base's linear layers are rounded to 16 values for a normal distribution (NF4), with scales that are
rounded in turn; each is made whole again while its layer computes. What is left is one plain model: the rounded base
with the trained matrices added to it.
"""

from typing import Any

import bitsandbytes as bnb
import torch
from peft import LoraConfig
from peft.tuners.lora import LoraLayer
from peft.utils.integrations import dequantize_bnb_weight
from torch import Tensor, nn
from transformers import PreTrainedModel

from engine.methods.adapters import ByPeft, beside_linear
from engine.methods.anatomy import head_modules
from engine.spec import Spec
from engine.tasks import Trainee

KIND = "nf4"
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


class QLora(ByPeft):
    """LoRA of the spec's rank beside a base of 4 bits."""

    def __init__(self, task: Trainee, spec: Spec) -> None:
        """Raises JobFault method_unfit as LoRA does."""
        round_base(task.model, DTYPES[task.setting.precision])
        super().__init__(task, spec, LoraConfig(r=spec.adapter.rank, **beside_linear(spec.adapter, task.model)))

    def finish(self) -> PreTrainedModel:
        """The rounded base with the trained matrices added, in float32, and torch's own dropout."""
        self.unwrap_head()
        for name, layer in list(self.model.named_modules()):
            if isinstance(layer, LoraLayer):
                _put(self.model, name, _merged(layer))
        self.peft.merge_and_unload()
        del self.model.is_loaded_in_4bit
        return super().finish()


def round_base(model: PreTrainedModel, dtype: torch.dtype) -> None:
    """Keep the matrices of `model`'s linear layers, but for its head, in 4 bits; they compute in `dtype`."""
    heads, output = head_modules(model), model.get_output_embeddings()  # type: ignore[no-untyped-call]
    for name, layer in list(model.named_modules()):
        if type(layer) is nn.Linear and name.split(".")[0] not in heads and layer is not output:
            _put(model, name, _rounded(layer, dtype))
    model.is_loaded_in_4bit = True  # type: ignore[assignment]  # by which peft knows


def _rounded(layer: nn.Linear, dtype: torch.dtype) -> nn.Module:
    here = layer.weight.device
    rounded: nn.Module = bnb.nn.Linear4bit(
        layer.in_features, layer.out_features, layer.bias is not None, compute_dtype=dtype, quant_type=KIND
    )
    weight = layer.weight.detach().cpu()
    rounded.weight = bnb.nn.Params4bit(weight, requires_grad=False, quant_type=KIND, compress_statistics=True)
    rounded.bias = layer.bias
    return rounded.to(here)  # which is what rounds


def _merged(layer: Any) -> nn.Linear:
    """One linear layer that says what `layer`, one of peft's, does."""
    base: Any = layer.get_base_layer()
    weight: Tensor = dequantize_bnb_weight(base.weight) if isinstance(base, bnb.nn.Linear4bit) else base.weight
    plain = nn.Linear(base.in_features, base.out_features, base.bias is not None, device=weight.device)
    with torch.no_grad():
        plain.weight.copy_(weight.float() + layer.get_delta_weight("default"))
        if base.bias is not None:
            plain.bias.copy_(base.bias)
    return plain


def _put(model: nn.Module, name: str, module: nn.Module) -> None:
    parent, _, child = name.rpartition(".")
    setattr(model.get_submodule(parent), child, module)
