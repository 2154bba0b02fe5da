"""Ways to fine-tune a model, a file each.

A method makes a model ready and says what of it is trained:

    used_tokens       how many tokens' embeddings are trained, where others are left out
    parameters()      the trained parameters by name
    after_step(step)  what the method does after each optimizer step
    state(), load()   its own state, for a checkpoint
    save_apart(dir)   saves what it adds to the base by itself, where that can be told apart
    finish()          leaves a plain model behind, as transformers would load it
"""

from pathlib import Path
from typing import Any, Protocol

from torch import nn


class Method(Protocol):
    """What the training loop asks of a method."""

    @property
    def used_tokens(self) -> int | None:
        """How many tokens' embeddings are trained; None where the vocabulary is not compacted."""

    def parameters(self) -> dict[str, nn.Parameter]:
        """The trained parameters by name, in a fixed order."""

    def after_step(self, step: int) -> None:
        """Called after each optimizer step."""

    def state(self) -> dict[str, Any]:
        """The method's own state as JSON, for a checkpoint."""

    def load(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""

    def save_apart(self, folder: Path) -> None:
        """Save what the method adds to the base; called before `finish`."""

    def finish(self) -> None:
        """Leave a plain model behind."""
