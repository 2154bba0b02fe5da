"""What a model can learn, a file each: how rows become batches, a loss, a score, and evidence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.evidence import Contender
from engine.messages import Note
from engine.split import Parts
from engine.subject import Subject


class Processor(Protocol):
    """What turns raw rows into a model's input, and is saved beside its weights: a tokenizer, an image processor."""

    def save_pretrained(self, folder: str | Path) -> Any:
        """Write its files into `folder`."""


class Trainee(Subject, Protocol):
    """What a method needs to know of a task."""

    model: PreTrainedModel
    setting: Setting

    def vocabulary(self) -> np.ndarray | None:
        """The tokens (m,) that occur in rows to train and validate on, ascending; None where there are no tokens."""


class Task(Trainee, Protocol):
    """One job's rows and model. `Task(spec, setting)` reads, checks and splits the data and loads the base.

    It raises JobFault for whatever is wrong with data or model. Once it stands, the loop trains `model` through the
    subject's side of it; then come evidence and files.
    """

    processor: Processor | None
    parts: Parts
    title: str  # of the model card: "A text classifier with 8 classes"
    tag: str  # the model hub's name of the task

    def counts(self) -> dict[str, int]:
        """What else is to be said of the rows, for the results: how many were cut, say."""

    def warnings(self) -> Iterator[Note]:
        """What a person should look at before training goes on."""

    def contenders(self, method: str) -> dict[str, Contender]:
        """What base, plain baselines and the tuned model say of the test rows. Raises Stopped."""

    def weigh(self, contenders: dict[str, Contender]) -> dict[str, Any]:
        """Evidence: what `engine.evidence.weigh` gives, and what is the task's own."""

    def save_predictions(self, folder: Path, tuned: Contender) -> None:
        """What the tuned model says of each test row, without what stands in the row."""
