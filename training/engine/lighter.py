"""A model that is lighter on a CPU: its linear layers compute in whole numbers of 8 bits. And what that costs.

Weights are rounded once, activations as they come (dynamic quantization), so that nothing has to be learned for it. The
weights on the disk stay as they are: `as_int8` makes the lighter model of them when it is loaded.
"""

import warnings
from copy import deepcopy
from typing import Any, Protocol

import torch
from torch import nn
from torch.ao.nn.quantized.dynamic import Linear
from torch.ao.quantization import quantize_dynamic
from transformers import PreTrainedModel

from engine.device import bring_home
from engine.evidence import Contender, Judge, timed

HOW_TO_LOAD = 'engine.lighter.as_int8(AutoModelFor….from_pretrained("model"))'


class Weighable(Protocol):
    """A task whose tuned model can be tried in another form."""

    model: PreTrainedModel

    @property
    def judge(self) -> Judge:
        """The figure that decides, on the test rows."""

    def said_by(self, model: PreTrainedModel) -> Any:
        """What `model` says of the test rows."""


def as_int8(model: PreTrainedModel) -> PreTrainedModel:
    """A copy of `model` whose linear layers compute in int8."""
    light = bring_home(deepcopy(model))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch has it until torchao is as quick on a CPU; its version is pinned
        quantize_dynamic(light, {nn.Linear}, dtype=torch.qint8, inplace=True)  # type: ignore[no-untyped-call]
    return light


def weigh_lighter(task: Weighable, tuned: Contender, *, seed: int) -> dict[str, Any]:
    """What the lighter model says of the test rows, held against what the tuned one said: score, speed and size.

    `difference` is the lighter model's score minus the tuned one's, with its interval.
    """
    light, judge = as_int8(task.model), task.judge
    said = timed("int8", lambda: task.said_by(light))
    before = timed(tuned.name, lambda: task.said_by(task.model))  # its own time may be of more than the test rows
    return {
        "kind": said.name,
        "how_to_load": HOW_TO_LOAD,
        judge.name: judge.interval(said.said, seed=seed),
        **judge.compare(said.said, tuned.said, seed=seed),
        "seconds": said.seconds,
        "seconds_before": before.seconds,
        "bytes": size(light),
        "bytes_before": size(task.model),
    }


def size(model: nn.Module) -> int:
    """Bytes of memory that the weights take."""
    kept = [*model.parameters(), *model.buffers()]
    for module in model.modules():
        if isinstance(module, Linear):
            packed: Any = module  # which torch has not typed
            kept += [tensor for tensor in (packed.weight(), packed.bias()) if tensor is not None]
    return sum(tensor.nbytes for tensor in kept)
