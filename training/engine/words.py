"""Sentences given as words: which of a model's tokens begins each word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from engine.tokens import Tokens, join

NO_WORD = -1


@dataclass(frozen=True)
class Words:
    """Tokens of n sentences; `begun` says of each token the number of the word it is the first piece of, or NO_WORD."""

    tokens: Tokens
    begun: np.ndarray

    def of(self, row: int) -> np.ndarray:
        """The words of a sentence that have a token, ascending; those beyond the longest text have none."""
        begun = self.begun[self.tokens.offsets[row] : self.tokens.offsets[row + 1]]
        words: np.ndarray = begun[begun != NO_WORD]
        return words

    def first_pieces(self, values: Tensor, rows: np.ndarray) -> Sequence[Tensor]:
        """Of `values` (batch, longest, d), one for each token, those of the words: (words, d) for each sentence."""
        pieces = values[self.tokens.padded(self.begun, rows, NO_WORD) != NO_WORD]
        return torch.split(pieces, [len(self.of(row)) for row in rows])


def tokenise_words(sentences: Sequence[Sequence[str]], tokenizer: PreTrainedTokenizerBase, *, max_length: int) -> Words:
    """The sentences' tokens, words joined by spaces, at most `max_length` for each.

    The tokenizer has to say where in the text its tokens are (`is_fast`).
    """
    texts = [" ".join(words) for words in sentences]
    encoded = tokenizer(
        texts,
        truncation=True,
        max_length=max_length,
        return_offsets_mapping=True,
        return_attention_mask=False,
        return_token_type_ids=False,
    )
    ids, spans = encoded["input_ids"], encoded["offset_mapping"]
    begun = [_begun(words, of) for words, of in zip(sentences, spans, strict=True)]
    cut = sum(
        len(of) == max_length and max(end for _, end in of) < len(text) for of, text in zip(spans, texts, strict=True)
    )
    return Words(join(ids, tokenizer, cut=cut), np.concatenate(begun))


def _begun(words: Sequence[str], spans: Sequence[tuple[int, int]]) -> np.ndarray:
    """The word that each token begins, (tokens,): `spans` are its first character in the joined text and the next."""
    starts = np.cumsum([0, *(len(word) + 1 for word in words[:-1])])
    firsts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    owner = np.searchsorted(starts, ends - 1, side="right") - 1  # a token may bring the space before its word along
    owner[ends <= firsts] = NO_WORD  # special tokens are nowhere in the text
    known, place = np.unique(owner, return_index=True)
    begun = np.full(len(spans), NO_WORD)
    begun[place[known != NO_WORD]] = known[known != NO_WORD]
    return begun
