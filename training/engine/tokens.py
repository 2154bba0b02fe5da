"""Texts as token numbers: made once, kept in one flat array, padded batch by batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class Tokens:
    """Tokens of n texts: text i is `ids[offsets[i]:offsets[i + 1]]`; `cut` counts texts that were too long.

    Of pairs, `types` says of each token which text it is of, where the model wants to know.
    """

    ids: np.ndarray
    offsets: np.ndarray
    pad: int
    cut: int
    types: np.ndarray | None = None

    @property
    def lengths(self) -> np.ndarray:
        """Tokens per text, (n,)."""
        return np.diff(self.offsets)

    def of(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """The tokens of these texts, one after the other."""
        return self.taken(self.ids, rows)

    def vocabulary(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """The different token numbers in these texts, padding included, in ascending order."""
        return np.unique(np.append(self.of(rows), self.pad)).astype(np.int64)

    def batch(self, rows: Sequence[int] | np.ndarray) -> dict[str, Tensor]:
        """`input_ids`, `attention_mask` and, of pairs, `token_type_ids` of these texts, each (batch, longest)."""
        lengths = torch.from_numpy(self._lengths(rows))
        ids = self.padded(self.ids, rows, self.pad)
        batch = {"input_ids": ids, "attention_mask": (torch.arange(ids.shape[1]) < lengths[:, None]).long()}
        if self.types is not None:
            batch["token_type_ids"] = self.padded(self.types, rows, 0)
        return batch

    def padded(self, flat: np.ndarray, rows: Sequence[int] | np.ndarray, fill: int) -> Tensor:
        """Of `flat`, a number for each token, those of these texts: (batch, longest), `fill` where a text has ended."""
        lengths = self._lengths(rows)
        values = np.full((len(rows), int(lengths.max())), fill, dtype=np.int64)
        values[np.arange(values.shape[1]) < lengths[:, None]] = self.taken(flat, rows)
        return torch.from_numpy(values)

    def taken(self, flat: np.ndarray, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """Of `flat`, a number for each token, those of these texts, one after the other."""
        return np.concatenate([flat[self.offsets[row] : self.offsets[row + 1]] for row in rows])

    def _lengths(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """Tokens of these texts alone: those of all would be counted again with each batch."""
        places = np.asarray(rows)
        lengths: np.ndarray = self.offsets[places + 1] - self.offsets[places]
        return lengths


def tokenise(
    texts: list[str],
    tokenizer: PreTrainedTokenizerBase,
    *,
    max_length: int,
    second: list[str] | None = None,
    written: bool = False,
) -> Tokens:
    """The texts with the tokenizer's special tokens, at most `max_length` tokens each.

    With `second` each text is read together with the second of its pair; of a pair that is too long, the longer text
    is cut first. Texts that are `written` by the model can have another language's tokens than those it reads.
    """
    texts_of = [texts] if second is None else [texts, second]
    with_types = second is not None and "token_type_ids" in tokenizer.model_input_names
    names = ["text_target"] if written else ["text", "text_pair"]

    def encode(rows: Sequence[int], longest: int) -> list[tuple[list[int], list[int]]]:
        chosen = ([texts[row] for row in rows] for texts in texts_of)
        return _encode(dict(zip(names, chosen, strict=False)), tokenizer, longest, with_types) if rows else []

    encoded = encode(range(len(texts)), max_length + 1)  # one more, to see which were longer
    long = [i for i, (ids, _) in enumerate(encoded) if len(ids) > max_length]
    again = encode(long, max_length)
    for i, cut in zip(long, again, strict=True):
        encoded[i] = cut
    ids, types = zip(*encoded, strict=True)
    return join(ids, tokenizer, cut=len(long), types=types if with_types else None)


def join(
    ids: Sequence[Sequence[int]],
    tokenizer: PreTrainedTokenizerBase,
    *,
    cut: int,
    types: Sequence[Sequence[int]] | None = None,
) -> Tokens:
    """Texts whose tokens are known, one after the other."""
    offsets = np.cumsum([0, *map(len, ids)])
    return Tokens(
        _flat(ids, offsets, kind_of(tokenizer)),
        offsets,
        padding_of(tokenizer),
        cut,
        None if types is None else _flat(types, offsets, np.dtype(np.uint8)),
    )


def kind_of(tokenizer: PreTrainedTokenizerBase) -> "np.dtype[Any]":
    """The smallest numbers that any of its tokens fits into."""
    return np.dtype(np.uint16 if len(tokenizer) <= 2**16 else np.uint32)


def padding_of(tokenizer: PreTrainedTokenizerBase) -> int:
    """The token that stands where a text has ended."""
    pad = tokenizer.pad_token_id
    return pad if isinstance(pad, int) else 0


def _flat(each: Sequence[Sequence[int]], offsets: np.ndarray, kind: "np.dtype[Any]") -> np.ndarray:
    return np.fromiter((number for numbers in each for number in numbers), dtype=kind, count=offsets[-1])


def _encode(
    texts: dict[str, list[str]], tokenizer: PreTrainedTokenizerBase, max_length: int, with_types: bool
) -> list[tuple[list[int], list[int]]]:
    """Token numbers, and types where they are asked for, of each text or pair."""
    options = {"return_attention_mask": False, "return_token_type_ids": with_types}
    encoded = tokenizer(**texts, truncation=True, max_length=max_length, **options)
    ids = list(encoded["input_ids"])
    return list(zip(ids, encoded["token_type_ids"] if with_types else [[] for _ in ids], strict=True))
