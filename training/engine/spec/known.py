"""Which tasks and methods there are, by name, before anything heavy is imported.

`where` is `module:name`; the module is imported when a job needs it. A task or method from elsewhere adds itself to
these tables (docs/extending.md).
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from engine.spec.sources import DataSource, LabelledTexts


@dataclass(frozen=True)
class Known:
    """What does it, and what a form says of it."""

    where: str
    explain: str

    def load(self) -> Any:
        """What stands at `where`."""
        module, _, name = self.where.partition(":")
        return getattr(import_module(module), name)


@dataclass(frozen=True)
class KnownTask(Known):
    """A task, and what its data are."""

    data: type[DataSource]


TASKS: dict[str, KnownTask] = {
    "text-classification": KnownTask(
        "engine.tasks.text_classification:TextClassification", "One label for each text.", LabelledTexts
    ),
}

METHODS: dict[str, Known] = {
    "full": Known("engine.methods.full:Full", "Every weight is trained."),
    "lora": Known("engine.methods.adapters:Adapters", "Small matrices beside the weights are trained, and the head."),
    "dora": Known("engine.methods.adapters:Adapters", "As lora, with the length of each weight apart."),
    "ia3": Known("engine.methods.adapters:Adapters", "Few numbers that scale what the layers say, and the head."),
}
