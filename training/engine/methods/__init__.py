"""Ways to fine-tune a model, a file each."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn
from transformers import PreTrainedModel

from engine.dropout import use_fast_dropout, use_plain_dropout
from engine.messages import Note
from engine.spec import Spec


class Method(Protocol):
    """What of a model is trained, and how. `Method(task, spec)` makes the task's model ready.

    It raises JobFault method_unfit where the method cannot be used on the model.
    """

    model: PreTrainedModel  # what it trains, whatever stands around it
    how_to_load: str | None  # what was learned, in Python; None where the plain model of `finish` has all of it

    def notes(self) -> Iterator[Note]:
        """What is worth knowing about how it trains."""

    def parameters(self) -> dict[str, nn.Parameter]:
        """The trained parameters by name, in a fixed order."""

    def buffers(self) -> dict[str, Tensor]:
        """What the model saves besides parameters, by name: running means of batch norms, which training moves too."""

    def penalty(self) -> Tensor | float:
        """What it adds to the loss of every step."""

    def after_step(self, step: int) -> None:
        """Called after each optimizer step, before the gradients are cleared."""

    def state(self) -> dict[str, Any]:
        """The method's own state as JSON, for a checkpoint."""

    def tensors(self) -> dict[str, Tensor]:
        """Tensors of its state other than the trained parameters, for a checkpoint."""

    def load(self, state: dict[str, Any], tensors: Mapping[str, Tensor]) -> None:
        """Go on from what `state` and `tensors` gave."""

    def save_apart(self, folder: Path) -> None:
        """Save what the method adds to the base by itself, where that can be told apart; called before `finish`."""

    def finish(self) -> PreTrainedModel:
        """Leave the task's model as it is used, and return the plain one that transformers loads.

        The two are one, except where something cannot be merged into weights: that is where `save_apart` saved it.
        """


class Plain:
    """What most methods have in common: fast dropout, whose place in its numbers is all their state."""

    how_to_load: str | None = None

    def __init__(self, model: PreTrainedModel, spec: Spec) -> None:
        self.model = model
        self.dropout = use_fast_dropout(model, spec.seed)

    def notes(self) -> Iterator[Note]:
        """Nothing."""
        yield from ()

    def parameters(self) -> dict[str, nn.Parameter]:
        """All that has a gradient."""
        return {name: p for name, p in self.model.named_parameters() if p.requires_grad}

    def buffers(self) -> dict[str, Tensor]:
        """All that the model saves."""
        saved = self.model.state_dict().keys()
        return {name: buffer for name, buffer in self.model.named_buffers() if name in saved}

    def penalty(self) -> Tensor | float:
        """Nothing."""
        return 0.0

    def after_step(self, step: int) -> None:
        """Nothing to do."""

    def state(self) -> dict[str, Any]:
        """Where fast dropout is in its numbers."""
        return {"dropout": self.dropout.state()}

    def tensors(self) -> dict[str, Tensor]:
        """None."""
        return {}

    def load(self, state: dict[str, Any], tensors: Mapping[str, Tensor]) -> None:
        """Go on from `state`."""
        self.dropout.load(state["dropout"])

    def save_apart(self, folder: Path) -> None:
        """Nothing: what was trained is the base's own."""

    def finish(self) -> PreTrainedModel:
        """The model with torch's own dropout."""
        use_plain_dropout(self.model)
        return self.model
