"""Full fine-tuning: every weight is trained, the embeddings of those tokens that occur."""

from pathlib import Path
from typing import Any

import numpy as np
from torch import nn
from transformers import PreTrainedModel

from engine.dropout import use_fast_dropout, use_plain_dropout
from engine.vocabulary import compact_vocabulary, restore_vocabulary


class Full:
    """Full fine-tuning of `model`; `vocabulary` (m,) are the tokens that occur in training and validation."""

    def __init__(self, model: PreTrainedModel, vocabulary: np.ndarray, *, seed: int) -> None:
        self.model = model
        self.used_tokens: int | None = len(vocabulary)
        compact_vocabulary(model, vocabulary)
        self.dropout = use_fast_dropout(model, seed)

    def parameters(self) -> dict[str, nn.Parameter]:
        """All that has a gradient."""
        return {name: p for name, p in self.model.named_parameters() if p.requires_grad}

    def after_step(self, step: int) -> None:
        """Nothing to do."""

    def state(self) -> dict[str, Any]:
        """Where fast dropout is in its numbers."""
        return {"dropout": self.dropout.state()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.dropout.load(state["dropout"])

    def save_apart(self, folder: Path) -> None:
        """Nothing: every weight is another."""

    def finish(self) -> None:
        """The whole vocabulary again, and torch's own dropout."""
        restore_vocabulary(self.model)
        use_plain_dropout(self.model)
