"""Full fine-tuning: every weight is trained, of the embeddings those whose tokens occur."""

from collections.abc import Iterator

from transformers import PreTrainedModel

from engine.messages import Note
from engine.methods import Plain
from engine.spec import Spec
from engine.tasks import Trainee
from engine.vocabulary import compact_vocabulary, restore_vocabulary


class Full(Plain):
    """Full fine-tuning of the task's model."""

    def __init__(self, task: Trainee, spec: Spec) -> None:
        # Which tokens occur would show in which embeddings have noise.
        self.used = None if spec.is_private else task.vocabulary()
        if self.used is not None:
            self.words = len(task.model.get_input_embeddings().weight)  # type: ignore[arg-type]
            compact_vocabulary(task.model, self.used)
        super().__init__(task.model, spec)

    def notes(self) -> Iterator[Note]:
        """How much of the vocabulary is trained."""
        if self.used is not None:
            yield "vocabulary_compacted", {"vocabulary": self.words, "used": len(self.used)}

    def finish(self) -> PreTrainedModel:
        """The whole vocabulary again, and torch's own dropout."""
        if self.used is not None:
            restore_vocabulary(self.model)
        return super().finish()
