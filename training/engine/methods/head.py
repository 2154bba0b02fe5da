"""Head only: the base reads each row once, and the head is trained on what it said."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from engine.faults import JobFault, Stopped
from engine.messages import Note
from engine.methods import Plain
from engine.methods.features import RememberedBase
from engine.spec import Spec
from engine.tasks import Trainee

BATCH = 64  # rows the base reads together
PROBE = 8  # rows that show what the head uses


class HeadOnly(Plain):
    """The head of the task's model, on features that are computed once."""

    def __init__(self, task: Trainee, spec: Spec) -> None:
        """Raises JobFault method_unfit where the model has no head of its own beside its base."""
        model = task.model
        prefix = model.base_model_prefix
        self.base: nn.Module | None = getattr(model, prefix, None)
        if self.base is None or not set(model.parameters()) - set(self.base.parameters()):
            raise JobFault("method_unfit", method=spec.method, architecture=type(model).__name__)
        self.stand_in = RememberedBase(self.base)
        setattr(model, prefix, self.stand_in)
        self._read_rows(task)
        super().__init__(model, spec)

    def notes(self) -> Iterator[Note]:
        """How many rows the base has read."""
        yield "features_kept", {"rows": len(self.stand_in.rows)}

    def finish(self) -> PreTrainedModel:
        """The base in its place again."""
        setattr(self.model, self.model.base_model_prefix, self.base)
        return super().finish()

    def _read_rows(self, task: Trainee) -> None:
        """Let the base read all rows to train and to validate on, always in the same order and the same batches.

        What it says of a row depends in its last bits on the rows beside it, and a resumed run reads again.
        Raises Stopped.
        """
        model, order = task.model, np.argsort(task.lengths, kind="stable")
        self.stand_in.learn_uses(lambda: task.loss(order[:PROBE]))
        model.zero_grad()
        model.train(False)
        with torch.no_grad(), self.stand_in.remembering():
            for start in range(0, len(order), BATCH):
                if task.setting.should_stop():
                    raise Stopped
                task.loss(order[start : start + BATCH])
            task.evaluate()
        model.train()
