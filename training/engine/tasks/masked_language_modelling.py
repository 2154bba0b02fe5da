"""Reading a field's language: hidden tokens of raw texts, before a base is fine-tuned for a task of that field."""

from itertools import chain

import numpy as np
import torch
from torch import Tensor
from transformers import AutoModelForMaskedLM, PreTrainedModel

from engine.arithmetic import Setting
from engine.blocks import pack
from engine.faults import JobFault
from engine.language import NOT_ASKED, Foretelling, check_asked, in_turns
from engine.masked_words import count_hidden, fixed_draws, hide
from engine.raw_rows import read_raw
from engine.spec import Spec
from engine.split import PARTS, Parts
from engine.text_models import load_text_model


class MaskedLanguageModelling(Foretelling):
    """A job of it. Which tokens are hidden is drawn anew each time they are trained on; of others it stays the same."""

    tag = "fill-mask"
    unit = "block"

    def __init__(self, spec: Spec, setting: Setting) -> None:
        rows = read_raw(spec)
        self.parts = rows.parts
        super().__init__(spec, setting, rows.texts("train"))
        mask = self.processor.mask_token_id
        if not isinstance(mask, int):
            raise JobFault("model_unfit", path=spec.model.name, task=spec.task)
        self.mask = mask
        self.special = np.array(self.processor.all_special_ids)
        self.blocks, units = pack(rows, self.processor, length=self.max_length, framed=True, setting=setting)
        self.sizes, self.origin = self.blocks.lengths, rows.origin_of(self.blocks.counts)
        can_be = self._can_be(units)
        self.units = check_asked(can_be, units, self.max_length)
        numbers, blocks = np.unique(can_be[self.units.train], return_counts=True)
        self.settle(asked_a_row=float(np.average(list(map(count_hidden, numbers.tolist())), weights=blocks)))
        self.title = f"A model that fills gaps, trained on {len(self.parts.train)} texts"

    def load(self) -> PreTrainedModel:
        """The base as it fills gaps."""
        return load_text_model(AutoModelForMaskedLM, self.spec, self.processor)

    def ask(self, rows: np.ndarray, *, anew: bool) -> tuple[dict[str, Tensor], Tensor]:
        """Some tokens are hidden, and asked for."""
        batch = self.blocks.batch(rows)
        ids = batch["input_ids"]
        can_be = (batch["attention_mask"] == 1) & ~torch.isin(ids, torch.from_numpy(self.special))
        # By the place in its stream, which is the same where another source is left out.
        places, seed = self.blocks.places(rows), self.spec.split_seed
        draws = torch.rand(3, *ids.shape) if anew else fixed_draws(places, ids.shape[1], seed=seed)
        read, asked = hide(ids, can_be, draws, mask=self.mask, words=len(self.processor))
        return {**batch, "input_ids": read}, ids.masked_fill(~asked, NOT_ASKED)

    def answers(self, rows: np.ndarray) -> np.ndarray:
        """All tokens that can be hidden."""
        ids = self.blocks.tokens(rows).ids
        return ids[~np.isin(ids, self.special)]

    def _can_be(self, units: Parts) -> np.ndarray:
        """How many tokens of each block can be hidden, (n,)."""
        counts = np.zeros(len(self.sizes), dtype=np.uint32)
        for rows in chain.from_iterable(in_turns(getattr(units, part)) for part in PARTS):
            tokens = self.blocks.tokens(rows)
            counts[rows] = np.add.reduceat(~np.isin(tokens.ids, self.special), tokens.offsets[:-1], dtype=np.uint32)
        return counts
