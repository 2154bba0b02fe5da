"""A small model learns from what a larger one says (Hinton et al. 2015, arXiv:1503.02531).

The teacher reads each row once, with its own tokenizer, before training starts; then it is gone from memory.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import kl_div
from transformers import AutoModelForSequenceClassification

from engine.arithmetic import Setting
from engine.data import Rows
from engine.faults import JobFault
from engine.models import load_model, load_tokenizer, longest_input
from engine.predict import predict_logits
from engine.spec import Distillation, ModelSource, Spec
from engine.tokens import tokenise


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


def ask_teacher(source: ModelSource, spec: Spec, rows: Rows, setting: Setting) -> Teacher:
    """What the model in `source` says of `rows`.

    Raises Stopped, and JobFault: model_unfit, teacher_unfit where it names other classes.
    """
    tokenizer = load_tokenizer(source, spec.task)
    model = load_model(AutoModelForSequenceClassification, source, spec.task, seed=spec.seed)
    place = {name: int(i) for i, name in (model.config.id2label or {}).items()}
    if set(place) != set(rows.names):
        raise JobFault("teacher_unfit", path=source.name)
    longest = min(spec.training.max_length, longest_input(model, tokenizer))
    tokens = tokenise(rows.texts, tokenizer, max_length=longest, second=rows.second)
    logits = predict_logits(model, tokens, np.arange(len(rows.texts)), setting=setting.exact())
    return Teacher(logits[:, torch.tensor([place[name] for name in rows.names])], spec.distillation)
