"""Texts as tokens: each has the share of its embedding, and is erased by one that says nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import torch
from captum.attr import LayerIntegratedGradients
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from engine.attributions import STEPS
from engine.tokens import Tokens

TOKENS = 2048  # of the copies of a text that are read at once: 16 rows of 128


@dataclass(frozen=True)
class TokenPieces:
    """Tokens of texts, or of pairs with `second`, but for those that frame a text (`[CLS]`, say)."""

    tokens: Tokens
    tokenizer: PreTrainedTokenizerBase
    texts: list[str]
    second: list[str] | None
    max_length: int
    kind = "tokens"

    def count(self, row: int) -> int:
        """Of the text as it was cut."""
        return int(self._inside(row).sum())

    def at_once(self, row: int) -> int:
        """By its tokens."""
        return max(1, TOKENS // int(self.tokens.lengths[row]))

    def shares(self, model: PreTrainedModel, row: int, answer: Callable[[Tensor], Tensor]) -> np.ndarray:
        """Along the line from embeddings of the token that says nothing to those of the text."""
        batch = self.tokens.batch([row])
        names, others = [*batch][1:], [*batch.values()][1:]

        def ask(ids: Tensor, *others: Tensor) -> Tensor:
            return answer(model(input_ids=ids, **dict(zip(names, others, strict=True))).logits)

        nothing = self.erased(row, np.ones((1, self.count(row)), dtype=bool))["input_ids"]
        gradients = LayerIntegratedGradients(ask, model.get_input_embeddings())
        found = gradients.attribute(
            batch["input_ids"],
            baselines=nothing,
            additional_forward_args=tuple(others),
            n_steps=STEPS,
            internal_batch_size=self.at_once(row),
        )
        by_token = found[0].sum(dim=1).detach().cpu().double().numpy()
        shares: np.ndarray = by_token[self._inside(row)]
        return shares

    def erased(self, row: int, gone: np.ndarray) -> dict[str, Tensor]:
        """With the mask where a tokenizer has one, else with what it writes for a word that it does not know."""
        batch = {name: each.repeat(len(gone), 1) for name, each in self.tokens.batch([row]).items()}
        erased = np.zeros((len(gone), batch["input_ids"].shape[1]), dtype=bool)
        erased[:, self._inside(row)] = gone
        batch["input_ids"][torch.from_numpy(erased)] = self._nothing
        return batch

    def places(self, rows: np.ndarray) -> dict[str, pa.Array]:
        """From which character to which each token goes, and whether it is of the second text of its pair.

        Empty where the tokenizer is a slow one, which does not know.
        """
        whole: list[np.ndarray] = [np.empty((0, 3), dtype=np.int64)] * len(rows)
        if self.tokenizer.is_fast:
            whole = [self._spans(row)[self._inside(row)] for row in rows.tolist()]
        starts, ends, second = ([each[:, column] for each in whole] for column in range(3))
        numbers = pa.list_(pa.int32())
        flags = pa.array([each.astype(bool) for each in second], pa.list_(pa.bool_()))
        return {"start": pa.array(starts, numbers), "end": pa.array(ends, numbers), "second": flags}

    def _spans(self, row: int) -> np.ndarray:
        """First character, the one after the last, and which text (tokens, 3)."""
        texts = [self.texts[row], *([self.second[row]] if self.second else [])]
        read = self.tokenizer(*texts, truncation=True, max_length=self.max_length, return_offsets_mapping=True)
        which = [place or 0 for place in read.sequence_ids()]
        return np.column_stack([np.array(read["offset_mapping"]), which])

    def _inside(self, row: int) -> np.ndarray:
        """Which of the row's tokens (length,) are pieces."""
        framing = set(self.tokenizer.all_special_ids) - {self.tokenizer.unk_token_id}
        inside: np.ndarray = ~np.isin(self.tokens.of([row]), [*framing])
        return inside

    @property
    def _nothing(self) -> int:
        known = (self.tokenizer.mask_token_id, self.tokenizer.unk_token_id, self.tokens.pad)
        return next(each for each in known if isinstance(each, int))
