"""Answering: the tokens of the assistant's messages, after what was asked."""

from collections.abc import Iterator

import numpy as np
from torch import Tensor
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.chats import PLAIN, read_chats, tokenise_chats
from engine.faults import JobFault
from engine.language import NOT_ASKED, Foretelling, check_asked, of_the_next
from engine.messages import Note
from engine.spec import Spec
from engine.split import PARTS
from engine.text_models import load_writer


class InstructionTuning(Foretelling):
    """A job of it. What is asked is only read; a conversation that is too long is cut at its end."""

    tag = "text-generation"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        chats, self.parts, self.origin = read_chats(spec)
        train = ["\n".join(message["content"] for message in chats[row]) for row in self.parts.train]
        super().__init__(spec, setting, train)
        if not self.processor.is_fast:  # it cannot tell where in the text a token is
            raise JobFault("model_unfit", path=spec.model.name, task=spec.task)
        if self.processor.chat_template is None:
            self.processor.chat_template = PLAIN
        self.chats = tokenise_chats(chats, self.processor, max_length=self.max_length, path=spec.model.name)
        self.sizes = self.chats.tokens.lengths
        self.units = check_asked(self.chats.counts, self.parts, self.max_length)
        self.settle(asked_a_row=float(np.mean(self.chats.counts[self.units.train])))
        self.title = f"A model that answers, trained on {len(self.units.train)} conversations"

    def load(self) -> PreTrainedModel:
        """The base as it writes on."""
        return load_writer(self.spec, self.processor)

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """The token before each of an answer foretells it."""
        tokens = self.chats.tokens
        asked = tokens.padded(self.chats.asked, rows, 0) == 1
        targets = tokens.padded(tokens.ids, rows, NOT_ASKED).masked_fill(~asked, NOT_ASKED)
        return tokens.batch(rows), of_the_next(targets)

    def answers(self, rows: np.ndarray) -> np.ndarray:
        """The tokens of the answers."""
        return self.chats.of(rows)

    def counts(self) -> dict[str, int]:
        """With how many conversations were cut."""
        return {**super().counts(), "cut": self.chats.tokens.cut}

    def warnings(self) -> Iterator[Note]:
        """Conversations that were cut, and those of which no answer is left."""
        if self.chats.tokens.cut:
            yield "texts_cut", {"count": self.chats.tokens.cut, "max_length": self.max_length}
        lost = sum(len(getattr(self.parts, part)) - len(getattr(self.units, part)) for part in PARTS)
        if lost:
            yield "answers_lost", {"count": lost, "max_length": self.max_length}
