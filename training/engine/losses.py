"""What a classifier is trained to make small: cross-entropy, and what a spec adds to it.

label smoothing  Szegedy et al. 2016, arXiv:1512.00567
focal loss       Lin et al. 2017, arXiv:1708.02002
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from engine.device import moved
from engine.spec import Training

Loss = Callable[[Tensor, Tensor], Tensor]


def make_loss(training: Training, labels: np.ndarray, classes: int) -> Loss:
    """The mean loss of logits (n, classes) for true classes (n,); `labels` are those of the training rows.

    The mean is over rows, not over their weights: parts of a batch then add up to the whole.
    """
    counts = partial(np.bincount, labels, minlength=classes)
    return make_weighted_loss(training, counts)


def make_weighted_loss(training: Training, count: Callable[[], np.ndarray]) -> Loss:
    """The same where `count` gives how many training rows each class has, (classes,); asked if it matters."""
    weights = balanced(count()) if training.class_weights == "balanced" else None

    def loss(logits: Tensor, labels: Tensor) -> Tensor:
        labels, scales = moved((labels, weights), logits.device)
        losses = cross_entropy(
            logits, labels, weight=scales, reduction="none", label_smoothing=training.label_smoothing
        )
        if training.focal:
            p = logits.softmax(dim=1).gather(1, labels[:, None])[:, 0]
            losses = losses * (1 - p) ** training.focal
        return losses.mean()

    return loss


def make_multi_label_loss(training: Training, labels: np.ndarray) -> Loss:
    """The mean loss of logits (n, labels) for labels (n, labels) of 0 and 1; `labels` are those of the training rows.

    Each label is a question of its own. Balanced, its few rows with yes count like its many with no.
    """
    weights = _weights_of_yes(labels) if training.class_weights == "balanced" else None
    smoothing = training.label_smoothing

    def loss(logits: Tensor, labels: Tensor) -> Tensor:
        truth = labels.to(logits.dtype)
        losses = binary_cross_entropy_with_logits(
            logits, truth * (1 - smoothing) + smoothing / 2, reduction="none", pos_weight=weights
        )
        if training.focal:
            p = logits.sigmoid()
            losses = losses * (1 - torch.where(labels == 1, p, 1 - p)) ** training.focal
        return losses.mean()

    return loss


def _weights_of_yes(labels: np.ndarray) -> Tensor:
    """No's for each yes of a label, (labels,); 1 for a label that no row has."""
    yes = labels.sum(axis=0)
    return torch.from_numpy(np.where(yes > 0, (len(labels) - yes) / np.maximum(yes, 1), 1.0)).float()


def balanced(counts: np.ndarray) -> Tensor:
    """Weights (classes,) by which every class counts alike; their mean over the rows, `counts` of each, is 1."""
    some = np.maximum(counts, 1)  # a class without rows has no loss either
    return torch.from_numpy(counts.sum() / (len(counts) * some)).float()
