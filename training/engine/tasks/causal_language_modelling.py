"""Writing on: the next token of raw texts."""

import numpy as np
from torch import Tensor
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.blocks import pack, read_raw
from engine.language import NOT_ASKED, Foretelling, of_the_next
from engine.spec import Spec
from engine.text_models import load_writer


class CausalLanguageModelling(Foretelling):
    """A job of it. All tokens are asked for, but the first of each block."""

    tag = "text-generation"
    unit = "block"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        texts, self.parts = read_raw(spec)
        super().__init__(spec, setting, [texts[row] for row in self.parts.train])
        self.blocks, self.units = pack(texts, self.parts, self.processor, length=self.max_length, framed=False)
        self.sizes = self.blocks.lengths
        self.settle(asked_a_row=float(self.lengths.mean()) - 1)
        self.title = f"A model that writes on, trained on {len(self.parts.train)} texts"

    def load(self) -> PreTrainedModel:
        """The base as it writes on."""
        return load_writer(self.spec, self.processor)

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """Every token foretells the next."""
        return self.blocks.batch(rows), of_the_next(self.blocks.padded(self.blocks.ids, rows, NOT_ASKED))

    def answers(self, row: int) -> np.ndarray:
        """All tokens but the first."""
        return self.blocks.of([row])[1:]
