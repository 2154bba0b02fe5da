"""Writing on: the next token of raw texts."""

import numpy as np
from torch import Tensor
from transformers import PreTrainedModel

from engine.arithmetic import Setting
from engine.blocks import pack
from engine.language import NOT_ASKED, Foretelling, of_the_next
from engine.raw_rows import read_raw
from engine.spec import Spec
from engine.text_models import load_writer


class CausalLanguageModelling(Foretelling):
    """A job of it. All tokens are asked for, but the first of each block."""

    tag = "text-generation"
    unit = "block"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        rows = read_raw(spec)
        self.parts = rows.parts
        super().__init__(spec, setting, rows.texts("train"))
        self.blocks, self.units = pack(rows, self.processor, length=self.max_length, framed=False, setting=setting)
        self.sizes, self.origin = self.blocks.lengths, rows.origin_of(self.blocks.counts)
        self.settle(asked_a_row=float(self.lengths.mean()) - 1)
        self.title = f"A model that writes on, trained on {len(self.parts.train)} texts"

    def load(self) -> PreTrainedModel:
        """The base as it writes on."""
        return load_writer(self.spec, self.processor)

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """Every token foretells the next."""
        batch = self.blocks.batch(rows)
        return batch, of_the_next(batch["input_ids"].masked_fill(batch["attention_mask"] == 0, NOT_ASKED))

    def answers(self, rows: np.ndarray) -> np.ndarray:
        """All tokens but the first of each."""
        tokens = self.blocks.tokens(rows)
        return np.delete(tokens.ids, tokens.offsets[:-1])
