"""Reading a field's language: hidden tokens of raw texts, before a base is fine-tuned for a task of that field."""

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModelForMaskedLM, PreTrainedModel

from engine.arithmetic import Setting
from engine.blocks import pack, read_raw
from engine.faults import JobFault
from engine.language import NOT_ASKED, Foretelling, check_asked
from engine.masked_words import count_hidden, fixed_draws, hide
from engine.spec import Spec
from engine.text_models import load_text_model


class MaskedLanguageModelling(Foretelling):
    """A job of it. Which tokens are hidden is drawn anew each time they are trained on; of others it stays the same."""

    tag = "fill-mask"
    unit = "block"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        texts, self.parts = read_raw(spec)
        super().__init__(spec, setting, [texts[row] for row in self.parts.train])
        mask = self.processor.mask_token_id
        if not isinstance(mask, int):
            raise JobFault("model_unfit", path=spec.model.name, task=spec.task)
        self.mask = mask
        self.special = np.array(self.processor.all_special_ids)
        self.blocks, units = pack(texts, self.parts, self.processor, length=self.max_length, framed=True)
        self.sizes = self.blocks.lengths
        self.units = check_asked(lambda row: len(self.answers(row)), units, self.max_length)
        self.settle(asked_a_row=float(np.mean([count_hidden(len(self.answers(row))) for row in self.units.train])))
        self.title = f"A model that fills gaps, trained on {len(self.parts.train)} texts"

    def load(self) -> PreTrainedModel:
        """The base as it fills gaps."""
        return load_text_model(AutoModelForMaskedLM, self.spec, self.processor)

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """Some tokens are hidden, and asked for."""
        batch = self.blocks.batch(rows)
        ids = batch["input_ids"]
        can_be = (batch["attention_mask"] == 1) & ~torch.isin(ids, torch.from_numpy(self.special))
        draws = torch.rand(3, *ids.shape) if anew else fixed_draws(rows, ids.shape[1], seed=self.spec.split_seed)
        read, asked = hide(ids, can_be, draws, mask=self.mask, words=len(self.processor))
        return {**batch, "input_ids": read}, ids.masked_fill(~asked, NOT_ASKED)

    def answers(self, row: int) -> np.ndarray:
        """All tokens that can be hidden."""
        ids = self.blocks.of([row])
        return ids[~np.isin(ids, self.special)]
