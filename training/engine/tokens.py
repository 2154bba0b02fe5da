"""Texts as token numbers: made once, kept in one flat array, padded batch by batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class Tokens:
    """Tokens of n texts: text i is `ids[offsets[i]:offsets[i + 1]]`; `cut` counts texts that were too long."""

    ids: np.ndarray
    offsets: np.ndarray
    pad: int
    cut: int

    @property
    def lengths(self) -> np.ndarray:
        """Tokens per text, (n,)."""
        return np.diff(self.offsets)

    def of(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """The tokens of these texts, one after the other."""
        return np.concatenate([self.ids[self.offsets[row] : self.offsets[row + 1]] for row in rows])

    def vocabulary(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """The different token numbers in these texts, padding included, in ascending order."""
        return np.unique(np.append(self.of(rows), self.pad)).astype(np.int64)

    def batch(self, rows: Sequence[int] | np.ndarray) -> dict[str, Tensor]:
        """`input_ids` and `attention_mask` of these texts, each (batch, longest)."""
        lengths = self.lengths[rows]
        shape = (len(rows), int(lengths.max()))
        ids = np.full(shape, self.pad, dtype=np.int64)
        mask = np.arange(shape[1]) < lengths[:, None]
        ids[mask] = self.of(rows)
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask.astype(np.int64))}


def tokenise(texts: list[str], tokenizer: PreTrainedTokenizerBase, *, max_length: int) -> Tokens:
    """The texts with the tokenizer's special tokens, at most `max_length` tokens each."""
    encoded = _encode(texts, tokenizer, max_length + 1)  # one more, to see which were longer
    long = [i for i, ids in enumerate(encoded) if len(ids) > max_length]
    for i, ids in zip(long, _encode([texts[i] for i in long], tokenizer, max_length), strict=True):
        encoded[i] = ids
    offsets = np.cumsum([0, *map(len, encoded)])
    smallest = np.uint16 if len(tokenizer) <= 2**16 else np.uint32
    flat = np.fromiter((token for ids in encoded for token in ids), dtype=smallest, count=offsets[-1])
    pad = tokenizer.pad_token_id
    return Tokens(flat, offsets, pad if isinstance(pad, int) else 0, len(long))


def _encode(texts: list[str], tokenizer: PreTrainedTokenizerBase, max_length: int) -> list[list[int]]:
    if not texts:
        return []
    encoded = tokenizer(
        texts, truncation=True, max_length=max_length, return_attention_mask=False, return_token_type_ids=False
    )
    return list(encoded["input_ids"])
