"""Ways to fine-tune a model, a file each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from torch import nn
from transformers import PreTrainedModel

from engine.dropout import use_fast_dropout, use_plain_dropout
from engine.messages import Note
from engine.spec import Spec


class Method(Protocol):
    """What of a model is trained, and how. `Method(task, spec)` makes the task's model ready.

    It raises JobFault method_unfit where the method cannot be used on the model.
    """

    def notes(self) -> Iterator[Note]:
        """What is worth knowing about how it trains."""

    def parameters(self) -> dict[str, nn.Parameter]:
        """The trained parameters by name, in a fixed order."""

    def after_step(self, step: int) -> None:
        """Called after each optimizer step, before the gradients are cleared."""

    def state(self) -> dict[str, Any]:
        """The method's own state as JSON, for a checkpoint."""

    def load(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""

    def save_apart(self, folder: Path) -> None:
        """Save what the method adds to the base by itself, where that can be told apart; called before `finish`."""

    def finish(self) -> None:
        """Leave a plain model behind, as transformers would load it."""


class Plain:
    """What most methods have in common: fast dropout, whose place in its numbers is all their state."""

    def __init__(self, model: PreTrainedModel, spec: Spec) -> None:
        self.model = model
        self.dropout = use_fast_dropout(model, spec.seed)

    def notes(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()

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
        """Nothing: what was trained is the base's own."""

    def finish(self) -> None:
        """Torch's own dropout."""
        use_plain_dropout(self.model)
