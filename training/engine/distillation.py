"""A small model learns from what a larger one says (Hinton et al. 2015, arXiv:1503.02531).

The teacher reads each row once, with its own tokenizer, in its own size or its own scale, before training starts; then
it is gone from memory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import kl_div
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.faults import JobFault
from engine.models import load_model
from engine.predict import Batches, predict_logits
from engine.spec import Distillation, ModelSource, Spec


@dataclass(frozen=True)
class Teacher:
    """What it said of all rows: `logits` (n, classes) in the order of the student's classes."""

    logits: Tensor
    settings: Distillation

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """What it says of these rows, (m, classes)."""
        return self.logits[rows].double().softmax(dim=1).numpy()

    def blend(self, loss: Tensor, logits: Tensor, rows: np.ndarray) -> Tensor:
        """The `loss` on the labels of these rows with the distance of `logits` (batch, classes) from the teacher's.

        The square of the temperature keeps gradients of one size, whatever it is.
        """
        temperature, weight = self.settings.temperature, self.settings.weight
        theirs = (self.logits[rows] / temperature).log_softmax(dim=1)
        ours = (logits / temperature).log_softmax(dim=1)
        distance = kl_div(ours, theirs, reduction="batchmean", log_target=True) * temperature**2
        return (1 - weight) * loss + weight * distance


def ask_teacher(
    source: ModelSource,
    spec: Spec,
    auto: Any,
    names: Sequence[str],
    read: Callable[[PreTrainedModel], Batches],
    setting: Setting,
) -> Teacher:
    """What the model in `source`, as `auto` loads it, says of the rows that are `read` for it, with classes `names`.

    Raises Stopped, and JobFault: model_unfit, teacher_unfit where it names other classes.
    """
    model = load_model(auto, source, spec.task, seed=spec.seed)
    order, inputs = in_order(model, names, source), read(model)
    logits = predict_logits(model, inputs, np.arange(len(inputs.lengths)), setting=setting.exact())
    return Teacher(logits[:, order], spec.distillation)


def in_order(model: PreTrainedModel, names: Sequence[str], source: ModelSource) -> Tensor:
    """Where the classes `names` are among those of the teacher, (classes,). Raises JobFault teacher_unfit."""
    place = {name: int(i) for i, name in (model.config.id2label or {}).items()}
    if set(place) != set(names):
        raise JobFault("teacher_unfit", path=source.name)
    return torch.tensor([place[name] for name in names])
