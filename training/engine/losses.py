"""What a classifier is trained to make small: cross-entropy, and what a spec adds to it.

label smoothing  Szegedy et al. 2016, arXiv:1512.00567
focal loss       Lin et al. 2017, arXiv:1708.02002
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from engine.spec import Training

Loss = Callable[[Tensor, Tensor], Tensor]


def make_loss(training: Training, labels: np.ndarray, classes: int) -> Loss:
    """The mean loss of logits (n, classes) for true classes (n,); `labels` are those of the training rows.

    The mean is over rows, not over their weights: parts of a batch then add up to the whole.
    """
    weights = balanced(labels, classes) if training.class_weights == "balanced" else None

    def loss(logits: Tensor, labels: Tensor) -> Tensor:
        losses = cross_entropy(
            logits, labels, weight=weights, reduction="none", label_smoothing=training.label_smoothing
        )
        if training.focal:
            p = logits.softmax(dim=1).gather(1, labels[:, None])[:, 0]
            losses = losses * (1 - p) ** training.focal
        return losses.mean()

    return loss


def balanced(labels: np.ndarray, classes: int) -> Tensor:
    """Weights (classes,) by which every class counts alike; their mean over the rows is 1."""
    counts = np.bincount(labels, minlength=classes)
    return torch.from_numpy(len(labels) / (classes * counts)).float()
